//! Every diagnostic code, listed once. Codes are stable: people search for them and machines match on them.

use std::fmt;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// A crate is generated, and something in it may not be what the author meant.
    Warning,
    /// Worth knowing: a decision that was taken.
    Note,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident;)*) => {
        /// The rules a diagnostic can come from.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, in the order of the stages.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// How much it matters.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    /// A folder holds no document.
    NoDocuments = "no-documents", Error;
    /// A file cannot be read.
    Unreadable = "unreadable-file", Error;
    /// An Overlay is for no document of its folder, or one of its actions changes nothing.
    UnusedOverlay = "unused-overlay", Warning;
    /// A file does not say what an Overlay says.
    BadOverlay = "bad-overlay", Error;
    /// The settings file does not say what it should.
    BadSettings = "bad-settings", Error;
    /// Two providers, documents or crates would have the same name.
    NameTaken = "name-taken", Error;
    /// A file is neither YAML nor JSON.
    Syntax = "syntax", Error;
    /// A file is not quite JSON, but it is YAML, and read as that.
    LooseSyntax = "loose-syntax", Warning;
    /// An object has a key twice; the last counts.
    DuplicateKey = "duplicate-key", Error;
    /// A document is larger or deeper than the limits allow.
    TooLarge = "too-large", Error;
    /// A file is YAML or JSON, but no OpenAPI document.
    NotOpenApi = "not-openapi", Error;
    /// A version of OpenAPI that is not known.
    UnknownVersion = "unknown-version", Error;
    /// The version line says something else than the document is; the document counts.
    LooseVersion = "loose-version", Warning;
    /// A member that the specification requires is missing.
    MissingMember = "missing-member", Error;
    /// A member has another JSON type than the specification says.
    WrongType = "wrong-type", Error;
    /// A member has another JSON type than the specification says, and what is meant is clear.
    LooseType = "loose-type", Warning;
    /// `type` names no JSON type; any value is taken.
    UnknownType = "unknown-type", Warning;
    /// A key of `responses` is no status; that answer is left out.
    UnknownStatus = "unknown-status", Warning;
    /// Two keys of `responses` are the same status; the first counts.
    DuplicateStatus = "duplicate-status", Warning;
    /// Values are joined in a way that is not sent here; another is used.
    UnusedStyle = "unused-style", Warning;
    /// A reference leads nowhere, or out of the folder.
    UnresolvedReference = "unresolved-reference", Error;
    /// The API has no title or no version.
    MissingTitle = "missing-title", Warning;
    /// Two operations share one operationId.
    DuplicateOperationId = "duplicate-operation-id", Error;
    /// A `{parameter}` of a path is not declared.
    UndeclaredPathParameter = "undeclared-path-parameter", Error;
    /// A declared path parameter does not occur in the path, and is left out.
    UnusedPathParameter = "unused-path-parameter", Warning;
    /// Two paths differ only in the names of their parameters.
    DuplicatePath = "duplicate-path", Warning;
    /// A parameter is declared twice.
    DuplicateParameter = "duplicate-parameter", Error;
    /// A path does not start with a slash.
    PathWithoutSlash = "path-without-slash", Warning;
    /// A header's name has characters that no header's name may have.
    BadHeaderName = "bad-header-name", Warning;
    /// A `{variable}` of a server's URL is not declared.
    UndeclaredServerVariable = "undeclared-server-variable", Warning;
    /// A server's URL does not say where the server is: whoever makes a client must.
    RelativeServer = "relative-server", Note;
    /// Security names a scheme that is not declared.
    UnknownSecurityScheme = "unknown-security-scheme", Error;
    /// An operation has no operationId; its name comes from method and path.
    MissingOperationId = "missing-operation-id", Note;
    /// An operation has no tag; its resource is named after the first segment of its path that says something.
    MissingTag = "missing-tag", Note;
    /// `required` names a property that the schema does not have.
    UnknownRequiredProperty = "unknown-required-property", Warning;
    /// A default is no value of its schema.
    UnfitDefault = "unfit-default", Note;
    /// A keyword rules out values that the schema's type has.
    UncheckedKeyword = "unchecked-keyword", Note;
    /// An operation documents no success.
    NoSuccess = "no-success-answer", Warning;
    /// `encoding` says something that has no effect.
    UnusedEncoding = "unused-encoding", Warning;
    /// An operation needs a credential of a kind that is not sent.
    UnsupportedSecurity = "unsupported-security", Warning;
    /// One of the ways to be allowed a call is not offered, and another is.
    UnusedSecurity = "unused-security", Note;
    /// Two things would have had the same Rust name; one was renamed.
    Renamed = "renamed", Note;
    /// An extension is not of the form that it has.
    BadExtension = "bad-extension", Warning;
    /// The document says how a list comes in pages, and its types say otherwise.
    UnfitPaging = "unfit-paging", Warning;
    /// The document says how items are uploaded in pages, and its types say otherwise.
    UnfitBulk = "unfit-bulk", Warning;
    /// A list comes in pages by the shape of its operation.
    RecognisedPaging = "recognised-paging", Note;
    /// An operation has a server of its own, to which no credentials go unless the caller says so.
    OwnServer = "own-server", Note;
    /// A parameter is a header that the HTTP client alone sets, or that follows from bodies and security.
    IgnoredParameter = "ignored-parameter", Note;
    /// A body has several forms, of which one is used.
    UnusedMediaType = "unused-media-type", Note;
    /// Parts of an `allOf` contradict each other; the first counts.
    ConflictingParts = "conflicting-parts", Warning;
    /// A callback, webhook or link, or an operation that no SDK should have: the document tells of it, and no code is made of it.
    NotGenerated = "not-generated", Note;
    /// An operation could not be generated and was left out.
    SkippedOperation = "skipped-operation", Warning;
    /// A schema could not be expressed and became a JSON value.
    DegradedSchema = "degraded-schema", Warning;
    /// The output folder holds a crate that the generator did not write.
    ForeignOutput = "foreign-output", Error;
    /// A crate of ours has no document any more.
    OrphanedCrate = "orphaned-crate", Warning;
    /// The output folder cannot be written.
    Unwritable = "unwritable-output", Error;
    /// The mock server cannot listen.
    Unserved = "unserved", Error;
}

impl Code {
    /// Whether what is wrong is a part that can be left out alone: with tolerance such an error is a warning.
    pub fn can_be_left_out(self) -> bool {
        matches!(
            self,
            Self::DuplicateKey
                | Self::MissingMember
                | Self::WrongType
                | Self::UnresolvedReference
                | Self::DuplicateOperationId
                | Self::UndeclaredPathParameter
                | Self::DuplicateParameter
                | Self::UnknownSecurityScheme
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
