//! A plan by hand: two resources, every place of a parameter, an enum, a recursive model, several successes.

use crate::lower::facts::Documentation;
use crate::model::{Location, Status};
use crate::plan::*;
use crate::reflect::RustType;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What a hostile document would say wherever it may say something.
pub const HOSTILE: &str = "a | b\n\n```rust\nloop {}\n```\n\n# `x` [Foo] <b> \u{202E}*/ [y](../z)\n\n| a |\n|---|";

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn documentation(about: &str, constraints: Value, default: Value, example: Value) -> Documentation {
    let Value::Object(constraints) = constraints else { panic!("constraints are an object") };
    Documentation {
        description: text(about),
        deprecated: false,
        constraints: constraints.into_iter().collect(),
        default: Some(default).filter(|value| !value.is_null()),
        example: Some(example).filter(|value| !value.is_null()),
    }
}

fn model(name: &str) -> RustType {
    RustType::Model(name.to_owned())
}

fn list(item: RustType) -> RustType {
    RustType::List(Box::new(item))
}

fn option(inner: RustType) -> RustType {
    RustType::Option(Box::new(inner))
}

fn parameter(
    wire: &str,
    name: &str,
    location: Location,
    rust_type: RustType,
    documentation: Documentation,
) -> ParameterPlan {
    ParameterPlan {
        wire: wire.to_owned(),
        location,
        style: ParameterStyle::Form,
        explode: true,
        allow_reserved: false,
        name: name.to_owned(),
        rust_type,
        required: location == Location::Path,
        documentation,
    }
}

fn answer(status: Status, about: &str, kind: Option<BodyKind>) -> AnswerPlan {
    AnswerPlan {
        status,
        variant: crate::status::variant(status),
        description: text(about),
        media_type: kind.as_ref().map(|_| "application/json".to_owned()),
        kind,
        only_for: Vec::new(),
        example: None,
        headers: Vec::new(),
        links: Vec::new(),
    }
}

fn one(kind: Option<BodyKind>) -> SuccessPlan {
    SuccessPlan::One { kind: kind.clone(), answers: vec![answer(Status::Code(200), "It worked.", kind)] }
}

fn operation(function: &str, method: &str, path: &str, summary: &str) -> OperationPlan {
    let name = crate::lower::name::type_name(function);
    OperationPlan {
        id: format!("{function}Account"),
        function: function.to_owned(),
        error: Some(format!("{name}Error")),
        constant: function.to_uppercase(),
        request: name,
        method: method.to_owned(),
        path: path.to_owned(),
        own_servers: None,
        follows_redirects: false,
        secret_answer: false,
        secret_errors: Vec::new(),
        summary: text(summary),
        description: None,
        deprecated: false,
        parameters: Vec::new(),
        callbacks: Vec::new(),
        body: None,
        other_bodies: Vec::new(),
        accept: "application/json".to_owned(),
        success: one(Some(BodyKind::Json(model("Account")))),
        stream: None,
        paging: None,
        bulk: None,
        errors: vec![
            answer(Status::Code(404), "There is none.", Some(BodyKind::Json(model("Problem")))),
            answer(Status::Code(429), "Too fast.", None),
        ],
        security: vec![vec![0]],
        scopes: Vec::new(),
        idempotent: method == "GET",
        idempotency_header: None,
        retry: None,
    }
}

fn accounts() -> ResourcePlan {
    let none = || json!(null);
    let id = parameter(
        "account_id",
        "account_id",
        Location::Path,
        RustType::String,
        documentation("Which account.", json!({"maxLength": 10}), none(), json!("acc-1")),
    );
    let size = parameter(
        "pageSize",
        "page_size",
        Location::Query,
        RustType::Integer("i64"),
        documentation("How many. At once.", json!({"minimum": 1, "maximum": 100}), json!(20), json!(50)),
    );
    let tags = documentation("Only with these tags.", json!({}), none(), json!(["new", "paid"]));
    let tags = parameter("tag", "tag", Location::Query, list(RustType::String), tags);
    let level = documentation("How deep.", json!({"enum": [10, 20]}), none(), none());
    let level = parameter("level", "level", Location::Query, RustType::Integer("i64"), level);
    let act_as = documentation("For whom.", json!({"format": "email"}), none(), none());
    let act_as = parameter("X-Act-As", "act_as", Location::Header, RustType::String, act_as);
    let body = BodyPlan {
        name: "body".to_owned(),
        media_type: "application/json".to_owned(),
        kind: BodyKind::Json(model("NewAccount")),
        encoding: BodyEncoding::Plain,
        required: true,
        description: text("What to open."),
        example: None,
    };
    ResourcePlan {
        module: "accounts".to_owned(),
        accessor: "accounts".to_owned(),
        handle: "Accounts".to_owned(),
        feature: "accounts".to_owned(),
        title: "Accounts".to_owned(),
        description: text("Open, find and close accounts.\n\n* one\n* two"),
        operations: vec![
            OperationPlan {
                body: Some(body),
                success: SuccessPlan::Several {
                    name: "CreateResponse".to_owned(),
                    answers: vec![
                        answer(Status::Code(201), "Opened.", Some(BodyKind::Json(model("Account")))),
                        answer(Status::Code(202), "Will be opened.", None),
                    ],
                },
                ..operation("create", "POST", "/accounts", "Open an account")
            },
            OperationPlan {
                success: one(None),
                parameters: vec![id.clone()],
                deprecated: true,
                security: vec![vec![0], vec![1]],
                ..operation("delete", "DELETE", "/accounts/{account_id}", HOSTILE)
            },
            OperationPlan {
                parameters: vec![id, size, level, tags, act_as],
                description: text("Finds it.\n\nSee https://example.com/accounts."),
                ..operation("get", "GET", "/accounts/{account_id}", "Get an account")
            },
        ],
    }
}

fn health() -> ResourcePlan {
    ResourcePlan {
        module: "health".to_owned(),
        accessor: "health".to_owned(),
        handle: "Health".to_owned(),
        feature: "health".to_owned(),
        title: HOSTILE.to_owned(),
        description: text(HOSTILE),
        operations: vec![
            OperationPlan {
                success: one(Some(BodyKind::Text)),
                error: None,
                errors: Vec::new(),
                security: Vec::new(),
                description: text(HOSTILE),
                ..operation("check", "GET", "/health", "Is it up?")
            },
            // A name that every page has a heading of, and an error for every status.
            OperationPlan {
                success: one(Some(BodyKind::Json(model("Usage")))),
                errors: vec![answer(Status::Default, "It failed.", Some(BodyKind::Json(model("Problem"))))],
                ..operation("errors", "GET", "/errors", "What failed")
            },
            OperationPlan {
                success: one(Some(BodyKind::Json(model("History")))),
                ..operation("history", "GET", "/history", "What failed before")
            },
            OperationPlan {
                success: one(Some(BodyKind::Json(model("Token")))),
                security: vec![vec![1]],
                ..operation("rotate", "POST", "/rotate", "A new token")
            },
        ],
    }
}

/// The plan with an operation whose body is a page of an upload of items with an id, as an example or not.
pub fn with_upload(id: Value, replaces: bool) -> SdkPlan {
    let mut plan = plan(None);
    let said = |example: Value| documentation("", json!({}), json!(null), example);
    let required = |name: &str, rust_type, example| field(name, name, FieldKind::Required, rust_type, said(example));
    let fields = vec![
        required("id", RustType::String, id),
        field("last", "last", FieldKind::Optional, option(RustType::Bool), said(json!(true))),
    ];
    let entry = ModelPlan { name: "Entry".to_owned(), kind: ModelKind::Struct(fields), ..models().remove(3) };
    let fields = vec![
        required("upload", RustType::String, json!("nightly-1")),
        required("entries", list(model("Entry")), json!(null)),
        field("last", "last", FieldKind::Optional, option(RustType::Bool), said(json!(true))),
    ];
    let batch = ModelPlan { name: "Batch".to_owned(), kind: ModelKind::Struct(fields), ..models().remove(3) };
    plan.apis[0].models.extend([entry, batch]);
    let operation = &mut plan.apis[0].resources[0].operations[0];
    let body = operation.body.as_mut().unwrap();
    body.kind = BodyKind::Json(model("Batch"));
    body.example = None;
    operation.bulk = Some(BulkPlan {
        items: "/entries".to_owned(),
        item: model("Entry"),
        upload_id: "/upload".to_owned(),
        first: None,
        last: replaces.then(|| "/last".to_owned()),
        restart: None,
        page_size: None,
        page_bytes: None,
    });
    plan
}

fn field(name: &str, wire: &str, kind: FieldKind, rust_type: RustType, documentation: Documentation) -> FieldPlan {
    let in_new = InNew::usual(kind);
    FieldPlan {
        name: name.to_owned(),
        wire: wire.to_owned(),
        rust_type,
        kind,
        in_new,
        documentation,
        secret: false,
        direction: Direction::Both,
    }
}

fn models() -> Vec<ModelPlan> {
    let plan = |name: &str, in_requests: bool, kind: ModelKind| ModelPlan {
        name: name.to_owned(),
        at: format!("/components/schemas/{name}"),
        place: format!("/components/schemas/{name}"),
        description: text("What it is | for."),
        deprecated: false,
        example: None,
        kind,
        parts: None,
        in_requests,
        in_answers: true,
        features: BTreeSet::new(),
    };
    let said = |example: Value| documentation("Said.", json!({}), json!(null), example);
    let plain = || said(json!(null));
    let owner = vec![
        field(
            "email",
            "email",
            FieldKind::Required,
            RustType::String,
            documentation("", json!({"format": "email"}), json!(null), json!(null)),
        ),
        field("parent", "parent", FieldKind::Optional, option(RustType::Boxed(Box::new(model("Owner")))), plain()),
        field("deputies", "deputies", FieldKind::Required, list(model("Owner")), plain()),
    ];
    let new_account = vec![
        field(
            "name",
            "name",
            FieldKind::Required,
            RustType::String,
            documentation(HOSTILE, json!({"pattern": "^a|b`$"}), json!(null), json!("a|b\"`")),
        ),
        field("color", "color", FieldKind::Required, model("Color"), plain()),
        field("opened", "opened", FieldKind::Required, RustType::Date, plain()),
        field("limit", "limit", FieldKind::Nullable, option(option(RustType::Float("f64"))), said(json!(10))),
        field(
            "owner",
            "owner",
            FieldKind::Optional,
            option(model("Owner")),
            said(json!({"email": "a@example.com", "deputies": []})),
        ),
        field(
            "labels",
            "labels",
            FieldKind::Optional,
            option(RustType::Map(Box::new(RustType::String))),
            said(json!({"a": "b"})),
        ),
        field("extra", "", FieldKind::Additional, RustType::JsonObject, plain()),
    ];
    let token = FieldPlan { secret: true, ..field("token", "token", FieldKind::Required, RustType::String, plain()) };
    let account = vec![
        field("id", "id", FieldKind::Required, RustType::Uuid, plain()),
        field("since", "openedAt", FieldKind::Optional, option(RustType::DateTime), plain()),
        field("owner", "owner", FieldKind::Optional, option(model("Owner")), plain()),
        token,
    ];
    let member = |variant: &str, wire: &str| MemberPlan {
        variant: variant.to_owned(),
        wire: wire.to_owned(),
        description: text(HOSTILE),
    };
    let color = ModelKind::Enum {
        holds: crate::plan::Holds::Text,
        catch_all: "Other".to_owned(),
        members: vec![member("Red", "red"), member("DarkBlue", "dark|blue")],
    };
    let problem = vec![field("message", "message", FieldKind::Required, RustType::String, plain())];
    let usage = vec![
        field("count", "count", FieldKind::Required, RustType::Integer("i64"), plain()),
        field("since", "since", FieldKind::Optional, option(RustType::DateTime), plain()),
        field("color", "color", FieldKind::Required, model("Color"), plain()),
    ];
    let history = vec![field("entries", "entries", FieldKind::Required, list(model("Usage")), plain())];
    let raw = field("raw_secret", "rawSecret", FieldKind::Optional, option(RustType::String), plain());
    let made = field("created_at", "createdAt", FieldKind::Required, RustType::DateTime, plain());
    let token = vec![FieldPlan { secret: true, ..raw }, made];
    vec![
        plan("Account", false, ModelKind::Struct(account)),
        plan("Color", true, color),
        plan("History", false, ModelKind::Struct(history)),
        plan("NewAccount", true, ModelKind::Struct(new_account)),
        plan("Owner", true, ModelKind::Struct(owner)),
        plan("Problem", false, ModelKind::Struct(problem)),
        plan("Token", false, ModelKind::Struct(token)),
        plan("Usage", false, ModelKind::Struct(usage)),
    ]
}

/// The plan; with `module`, the API is one of several.
pub fn plan(module: Option<&str>) -> SdkPlan {
    let scheme = |id: &str, setter: &str, kind: SchemeKind, env: &[&str]| SchemePlan {
        id: id.to_owned(),
        setter: setter.to_owned(),
        callback: format!("{setter}_with"),
        kind,
        flows: Vec::new(),
        client: None,
        env: env.iter().map(|name| (*name).to_owned()).collect(),
        env_is_declared: true,
        description: text(HOSTILE),
    };
    let key = SchemeKind::ApiKey { name: "X-Key".to_owned(), location: Location::Header };
    let api = ApiPlan {
        name: "acme".to_owned(),
        module: module.map(str::to_owned),
        handle: "Acme".to_owned(),
        title: "Acme API".to_owned(),
        description: text("Accounts. And more."),
        version: "1.0".to_owned(),
        source: "specs/acme.yaml".to_owned(),
        servers: vec![ServerPlan {
            name: "api".to_owned(),
            url: "https://{region}.example.com".to_owned(),
            description: text(HOSTILE),
            variables: vec![0],
        }],
        webhooks: vec!["accountClosed".to_owned()],
        first_call: crate::plan::simplest(&[accounts(), health()]),
        resources: vec![accounts(), health()],
        models: models(),
    };
    SdkPlan {
        package: Package {
            name: "acme-client".to_owned(),
            library: "acme_client".to_owned(),
            version: "0.1.0".to_owned(),
            description: "Client for the Acme API".to_owned(),
            license: text("MIT OR Apache-2.0"),
            repository: None,
            homepage: None,
            documentation: None,
            authors: Vec::new(),
            categories: Vec::new(),
            keywords: Vec::new(),
        },
        provider: ProviderPlan {
            type_name: "Acme".to_owned(),
            variable: "acme".to_owned(),
            base_url_env: "ACME_BASE_URL".to_owned(),
            schemes: vec![
                scheme("bearerAuth", "token", SchemeKind::Bearer, &["ACME_TOKEN"]),
                scheme("key", "api_key", key, &[]),
            ],
            certificates: Vec::new(),
            own_servers: Vec::new(),
            variables: vec![VariablePlan {
                name: "region".to_owned(),
                setter: "region".to_owned(),
                default: None,
                env: vec!["ACME_REGION".to_owned()],
                allowed: vec!["eu".to_owned(), "us".to_owned()],
                description: text(HOSTILE),
            }],
        },
        apis: vec![api],
        recursion_limit: None,
        first_api: 0,
    }
}
