//! A folder with `specs/` and, once generated, `sdks/`; gone when it is dropped.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tests::command::{Ran, generate};
use tests::folder;

/// A document without fault.
pub const GOOD: &str = r##"openapi: 3.0.3
info: { title: Good, version: "1" }
servers: [{ url: "https://good.example.com" }]
tags: [{ name: things }, { name: parts }]
paths:
  /things/{id}:
    get:
      operationId: getThing
      tags: [things]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: A thing.
          content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
  /parts:
    get:
      operationId: listParts
      tags: [parts]
      responses:
        "200":
          description: All parts.
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Part" } } } }
components:
  schemas:
    Thing: { type: object, required: [name], properties: { name: { type: string } } }
    Part: { type: object, properties: { number: { type: integer, format: int64 } } }
"##;

pub struct Scratch(TempDir);

impl Scratch {
    /// With these documents, by their path below `specs/`.
    pub fn with(documents: &[(&str, &str)]) -> Self {
        let scratch = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(scratch.path("specs")).unwrap();
        for (path, text) in documents {
            scratch.write(&format!("specs/{path}"), text);
        }
        scratch
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        folder::write(&self.path(path), text);
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        generate(self.folder(), arguments)
    }

    pub fn files(&self, path: &str) -> BTreeMap<String, Vec<u8>> {
        folder::files(&self.path(path))
    }
}
