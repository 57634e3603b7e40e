use super::Service;
use crate::mock::Request;
use serde_json::{Value, json};

/// What is wrong with a request, one line each; `POST /a?q=1 header: value` and a body.
fn complaints(document: &Value, line: &str, headers: &[(&str, &str)], body: &str) -> Vec<String> {
    let service = Service::new(document).expect("schemas");
    let (method, target) = line.split_once(' ').expect("method and target");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    let request = Request { method, path, query, headers, body: body.as_bytes().to_vec() };
    match service.route(&request) {
        Some(operation) => service.complaints(operation, &request).iter().map(ToString::to_string).collect(),
        None => vec!["no operation".to_owned()],
    }
}

fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "security": [{ "key": [] }, { "bearer": [] }],
        "paths": { "/pets/{id}": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }],
            "put": {
                "parameters": [
                    { "name": "tags", "in": "query", "style": "pipeDelimited", "explode": false, "schema": { "type": "array", "items": { "type": "integer" } } },
                    { "name": "sort", "in": "query", "required": true, "schema": { "type": "string", "enum": ["up", "down"] } },
                    { "name": "filter", "in": "query", "style": "deepObject", "schema": { "type": "object", "properties": { "n": { "type": "integer" } } } },
                    { "name": "X-Count", "in": "header", "schema": { "type": "integer" } },
                    { "name": "Authorization", "in": "header", "required": true, "schema": { "type": "integer" } },
                ],
                "requestBody": { "required": true, "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } },
                    "application/x-www-form-urlencoded": { "schema": { "$ref": "#/components/schemas/Pet" } },
                } },
            },
            "get": { "security": [] },
        }, "/pets/mine": { "get": { "security": [] } } },
        "components": {
            "schemas": { "Pet": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" }, "age": { "type": "integer" } } } },
            "securitySchemes": { "key": { "type": "apiKey", "in": "query", "name": "k" }, "bearer": { "type": "http", "scheme": "bearer" } },
        },
    })
}

const GOOD: &str = "PUT /pets/7?sort=up&tags=1%7C2&filter%5Bn%5D=3&k=secret";
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn a_request_as_the_document_says_has_no_complaint() {
    let pet = r#"{"name":"Ada"}"#;
    let none: [String; 0] = [];
    assert_eq!(complaints(&document(), GOOD, &[JSON], pet), none);
    let bearer = [JSON, ("authorization", "Bearer x"), ("x-count", "2")];
    assert_eq!(complaints(&document(), "PUT /pets/7?sort=down", &bearer, pet), none);
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    assert_eq!(complaints(&document(), GOOD, &form, "name=A%20d+a&age=3"), none);
    assert_eq!(complaints(&document(), "GET /pets/mine", &[], ""), none);
}

#[test]
fn each_thing_that_is_wrong_is_said() {
    let pet = r#"{"name":"Ada"}"#;
    type Headers = &'static [(&'static str, &'static str)];
    let cases: [(&str, Headers, &str, &str); 11] = [
        ("PUT /pets/x?sort=up&k=s", &[JSON], pet, "the path parameter `id`"),
        ("PUT /pets/7?k=s", &[JSON], pet, "the query parameter `sort` is missing"),
        ("PUT /pets/7?k=s&sort=left", &[JSON], pet, "the query parameter `sort`"),
        ("PUT /pets/7?k=s&sort=up&tags=a", &[JSON], pet, "the query parameter `tags`"),
        ("PUT /pets/7?k=s&sort=up&filter[n]=x", &[JSON], pet, "the query parameter `filter`"),
        ("PUT /pets/7?k=s&sort=up&more=1", &[JSON], pet, "`more` is not in the document"),
        ("PUT /pets/7?k=s&sort=up", &[JSON, ("X-Count", "many")], pet, "the header parameter `X-Count`"),
        ("PUT /pets/7?k=s&sort=up", &[JSON], "{}", "\"name\" is a required property"),
        ("PUT /pets/7?k=s&sort=up", &[JSON], "", "there is no body"),
        ("PUT /pets/7?k=s&sort=up", &[("content-type", "text/plain")], pet, "`text/plain` is not in the document"),
        ("PUT /pets/7?sort=up", &[JSON], pet, "no credentials"),
    ];
    for (line, headers, body, wanted) in cases {
        let found = complaints(&document(), line, headers, body);
        assert!(found.len() == 1 && found.iter().all(|found| found.contains(wanted)), "{line}: {found:?}");
    }
    assert_eq!(complaints(&document(), "DELETE /pets/7", &[], ""), ["no operation"]);
}

#[test]
fn a_name_stands_several_times_in_a_query_only_where_its_style_says_so() {
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let parameter = |schema: &Value, style: &str, explode: bool| json!({ "name": "a", "in": "query", "style": style, "explode": explode, "schema": schema });
    for (parameter, wanted) in [
        (parameter(&json!({ "type": "integer" }), "form", true), Some("`a` is sent 2 times, and is one value")),
        (parameter(&list, "form", false), Some("`a` is sent 2 times, and takes its items in one value, joined by `,`")),
        (parameter(&list, "pipeDelimited", false), Some("joined by `|`")),
        (parameter(&list, "form", true), None),
        (parameter(&object, "form", true), None),
        (parameter(&json!({}), "form", true), None),
        (json!({ "name": "a", "in": "query", "type": "array", "items": { "type": "string" } }), Some("joined by `,`")),
        (
            json!({ "name": "a", "in": "query", "type": "array", "items": { "type": "string" }, "collectionFormat": "multi" }),
            None,
        ),
    ] {
        let version = if parameter.get("type").is_some() { "swagger" } else { "openapi" };
        let number = if version == "swagger" { "2.0" } else { "3.0.0" };
        let document = json!({ version: number, "paths": { "/b": { "get": { "parameters": [parameter] } } } });
        let found = complaints(&document, "GET /b?a=1&a=2", &[], "");
        let is_as_wanted = match wanted {
            None => found.is_empty(),
            Some(wanted) => found.len() == 1 && found.iter().all(|found| found.contains(wanted)),
        };
        assert!(is_as_wanted, "{parameter}: {found:?}");
    }
}

#[test]
fn what_is_sent_is_of_the_format_that_it_should_be_where_that_is_well_defined() {
    let cases = [
        ("uuid", "67e55044-10b1-426f-9247-bb680e5fe0c8", "notuuid"),
        ("date-time", "2026-01-31T12:30:00+01:00", "yesterday"),
        ("date", "2024-02-29", "2023-02-29"),
        ("email", "ada@example.com", "ada"),
    ];
    for (format, good, bad) in cases {
        let schema = json!({ "type": "string", "format": format });
        let document = json!({ "openapi": "3.0.0", "paths": { "/a/{x}": { "post": {
            "parameters": [
                { "name": "x", "in": "path", "required": true, "schema": schema },
                { "name": "q", "in": "query", "schema": { "type": "array", "items": schema } },
            ],
            "requestBody": { "content": { "application/json": { "schema": { "properties": { "b": schema } } } } },
        } } } });
        let sent = |text: &str| {
            let text_in_url = text.replace('+', "%2B");
            let line = format!("POST /a/{text_in_url}?q={text_in_url}");
            complaints(&document, &line, &[JSON], &json!({ "b": text }).to_string())
        };
        assert_eq!(sent(good), [""; 0], "{format}");
        let found = sent(bad);
        assert!(found.len() == 3 && found.iter().all(|one| one.contains(format)), "{found:?}");
    }
    for format in ["uri", "hostname", "time", "int32", "made-up"] {
        let parameter = json!({ "name": "q", "in": "query", "schema": { "type": "string", "format": format } });
        let document = json!({ "openapi": "3.1.0", "paths": { "/a": { "get": { "parameters": [parameter] } } } });
        assert_eq!(complaints(&document, "GET /a?q=%20%20", &[], ""), [""; 0], "{format}");
    }
}

#[test]
fn a_body_of_swagger_is_checked_too() {
    let document = json!({
        "swagger": "2.0",
        "consumes": ["application/json"],
        "paths": { "/a": { "post": { "parameters": [
            { "name": "ids", "in": "query", "type": "array", "items": { "type": "integer" } },
            { "name": "b", "in": "body", "required": true, "schema": { "$ref": "#/definitions/B" } },
        ] } } },
        "definitions": { "B": { "type": "array", "items": { "type": "boolean" } } },
    });
    assert_eq!(complaints(&document, "POST /a?ids=1,2", &[JSON], "[true]"), [""; 0]);
    assert_eq!(complaints(&document, "POST /a?ids=1,x", &[JSON], "[1]").len(), 2);
}

#[test]
fn a_form_without_fields_is_a_body() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let form = "application/x-www-form-urlencoded";
    let swagger = json!({
        "swagger": "2.0",
        "paths": { "/a": { "put": {
            "consumes": [form], "parameters": [{ "name": "b", "in": "body", "required": true, "schema": schema }],
        } } },
    });
    let openapi = json!({
        "openapi": "3.0.0",
        "paths": { "/a": { "put": { "requestBody": { "required": true, "content": { form: { "schema": schema } } } } } },
    });
    for document in [swagger, openapi] {
        assert_eq!(complaints(&document, "PUT /a", &[("content-type", form)], ""), [""; 0]);
        let without = complaints(&document, "PUT /a", &[], "");
        assert!(without.len() == 1 && without.iter().all(|one| one.starts_with("there is no body")), "{without:?}");
    }
}

#[test]
fn members_of_a_map_may_have_any_name_in_a_query() {
    let map = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let document = |explode: bool| {
        let parameter = json!({ "name": "m", "in": "query", "explode": explode, "schema": map });
        json!({ "openapi": "3.0.0", "paths": { "/a": { "get": { "parameters": [parameter] } } } })
    };
    assert_eq!(complaints(&document(true), "GET /a?any=1&name=2", &[], ""), [""; 0]);
    assert_eq!(complaints(&document(false), "GET /a?any=1", &[], "").len(), 1);
}

#[test]
fn text_that_may_be_a_number_may_be_a_number() {
    let port = json!({ "type": "string", "format": "int-or-string" });
    let body = json!({ "content": { "application/json": { "schema": { "properties": { "port": port } } } } });
    for version in ["3.0.0", "3.1.0"] {
        let document = json!({ "openapi": version, "paths": { "/a": { "put": { "requestBody": body } } } });
        for (port, is_right) in [("8080", true), ("\"http\"", true), ("true", false)] {
            let sent = format!("{{\"port\":{port}}}");
            let found = complaints(&document, "PUT /a", &[("content-type", "application/json")], &sent);
            assert_eq!(found.is_empty(), is_right, "{port}: {found:?}");
        }
    }
}

#[test]
fn a_list_that_is_one_field_or_part_is_read_as_it_was_joined() {
    let ids = json!({ "type": "array", "items": { "type": "integer" } });
    let schema = json!({ "properties": { "ids": ids } });
    let media = json!({ "schema": schema, "encoding": { "ids": { "explode": false } } });
    let content = json!({ "multipart/form-data": media, "application/x-www-form-urlencoded": media });
    let newer = json!({ "openapi": "3.1.0", "paths": { "/a": { "post": { "requestBody": { "content": content } } } } });
    let field = json!([{ "name": "ids", "in": "formData", "type": "array", "items": { "type": "integer" } }]);
    let older = json!({ "swagger": "2.0", "paths": { "/a": { "post": { "parameters": field } } } });
    let part = |ids: &str| format!("--b\r\nContent-Disposition: form-data; name=\"ids\"\r\n\r\n{ids}\r\n--b--\r\n");
    for document in [newer, older] {
        for (ids, is_right) in [("1,2,3", true), ("1", true), ("1,x", false), ("1|2", false)] {
            let headers = [("content-type", "multipart/form-data; boundary=b")];
            let found = complaints(&document, "POST /a", &headers, &part(ids));
            assert_eq!(found.is_empty(), is_right, "{ids}: {found:?}");
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let found = complaints(&document, "POST /a", &headers, &format!("ids={ids}"));
            assert_eq!(found.is_empty(), is_right, "{ids}: {found:?}");
        }
    }
}

#[test]
fn a_list_in_an_object_is_its_name_again_and_again() {
    let sort = json!({ "type": "array", "items": { "type": "string", "enum": ["a", "b"] }, "minItems": 1 });
    let page = json!({ "type": "object", "properties": { "page": { "type": "integer" }, "sort": sort } });
    let parameter = json!({ "name": "pageable", "in": "query", "schema": page });
    let document = json!({ "openapi": "3.1.0", "paths": { "/a": { "get": { "parameters": [parameter] } } } });
    for (query, is_right) in [
        ("page=1&sort=a&sort=b", true),
        ("sort=b", true),
        ("page=1", true),
        ("sort=a,b", false),
        ("sort=a&sort=c", false),
        ("sort=%5B%22a%22%5D", false),
    ] {
        let found = complaints(&document, &format!("GET /a?{query}"), &[], "");
        assert_eq!(found.is_empty(), is_right, "{query}: {found:?}");
    }
}

#[test]
fn what_stands_under_x_ms_paths_is_a_path_too() {
    let kind = json!({ "name": "comp", "in": "query", "required": true, "type": "string", "enum": ["list"] });
    let document = json!({
        "swagger": "2.0",
        "paths": { "/a": { "get": {} } },
        "x-ms-paths": { "/a?comp=list": { "get": { "parameters": [kind] } } },
    });
    let service = Service::new(&document).unwrap();
    let request = |query: &str| Request {
        method: "GET".to_owned(),
        path: "/a".to_owned(),
        query: query.to_owned(),
        ..Request::default()
    };
    for (query, expected) in [("comp=list", "/a?comp=list"), ("", "/a")] {
        let found = service.route(&request(query));
        assert_eq!(found.map(|operation| operation.path.as_str()), Some(expected), "{query}");
    }
}

#[test]
fn a_path_in_other_words_than_those_of_openapi_is_the_same_path() {
    let parameter = |location: &str, name: &str| json!({ "name": name, "in": location, "required": true, "schema": { "type": "integer" } });
    let document = json!({
        "openapi": "3.0.0",
        "paths": { "/a/{id:[0-9]+}{?page}": { "get": { "parameters": [parameter("path", "id"), parameter("query", "page")] } } },
    });
    assert_eq!(complaints(&document, "GET /a/7?page=2", &[], ""), [""; 0]);
    assert_eq!(complaints(&document, "GET /a/x", &[], "").len(), 2);
}

#[test]
fn a_form_of_swagger_is_checked_field_by_field() {
    let document = json!({
        "swagger": "2.0",
        "paths": { "/a": { "post": {
            "consumes": ["application/x-www-form-urlencoded"],
            "parameters": [
                { "name": "count", "in": "formData", "type": "integer", "required": true },
                { "name": "tags", "in": "formData", "type": "array", "items": { "type": "integer" }, "collectionFormat": "multi" },
            ],
        } } },
    });
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(complaints(&document, "POST /a", &form, "count=1&tags=2&tags=3"), [""; 0]);
    assert_eq!(complaints(&document, "POST /a", &form, "tags=x").len(), 2);
    assert_eq!(complaints(&document, "POST /a", &form, "").len(), 1);
    assert!(complaints(&document, "POST /a", &[JSON], "{}").iter().any(|found| found.contains("not in the document")));
}

#[test]
fn credentials_must_be_of_the_scheme_that_is_asked_for() {
    let document = json!({
        "openapi": "3.0.0",
        "paths": { "/a": { "get": { "security": [{ "basic": [] }] }, "put": { "security": [{ "token": [] }] } } },
        "components": { "securitySchemes": {
            "basic": { "type": "http", "scheme": "Basic" },
            "token": { "type": "oauth2", "flows": {} },
        } },
    });
    for (line, value, expected) in [
        ("GET /a", "Basic YTpi", 0),
        ("GET /a", "Bearer x", 1),
        ("PUT /a", "bearer x", 0),
        ("PUT /a", "Basic YTpi", 1),
        ("PUT /a", "Bearer ", 1),
    ] {
        assert_eq!(complaints(&document, line, &[("authorization", value)], "").len(), expected, "{line} {value}");
    }
}

#[test]
fn a_header_parameter_authorization_counts_where_no_credentials_stand_in_it() {
    let parameter =
        json!([{ "name": "Authorization", "in": "header", "required": true, "schema": { "type": "string" } }]);
    let document = json!({
        "openapi": "3.0.0",
        "paths": { "/a": {
            "get": { "parameters": parameter },
            "put": { "parameters": parameter, "security": [{ "key": [] }] },
            "post": { "parameters": parameter, "security": [{ "token": [] }] },
        } },
        "components": { "securitySchemes": {
            "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
            "token": { "type": "http", "scheme": "bearer" },
        } },
    });
    let (key, token) = (("x-key", "k"), ("authorization", "Bearer x"));
    for (line, headers, expected) in [
        ("GET /a", vec![], vec!["the header parameter `Authorization` is missing"]),
        ("GET /a", vec![token], vec![]),
        ("PUT /a", vec![key], vec!["the header parameter `Authorization` is missing"]),
        ("PUT /a", vec![key, token], vec![]),
        ("POST /a", vec![token], vec![]),
    ] {
        assert_eq!(complaints(&document, line, &headers, ""), expected, "{line} {headers:?}");
    }
}

#[test]
fn parts_in_several_forms_are_read_as_their_media_type_says() {
    let document = json!({
        "openapi": "3.1.0",
        "paths": { "/a": { "post": { "requestBody": { "content": { "multipart/form-data": { "schema": {
            "type": "object", "required": ["file"],
            "properties": { "file": { "type": "string" }, "count": { "type": "integer" }, "about": { "type": "object", "required": ["x"] } },
        } } } } } } },
    });
    let part = |head: &str, body: &str| format!("--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let about = part("name=\"about\"\r\nContent-Type: application/json", "{\"x\":1}");
    let body = part("name=\"file\"; filename=\"f\"", "bytes") + &part("name=\"count\"", "3") + &about + "--b--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=b")];
    assert_eq!(complaints(&document, "POST /a", &headers, &body), [""; 0]);
    let body = part("name=\"count\"", "many") + "--b--\r\n";
    assert_eq!(
        complaints(&document, "POST /a", &headers, &body).len(),
        2,
        "`count` is no number, and `file` is missing"
    );
}

#[test]
fn of_paths_of_one_shape_the_one_whose_parameters_fit_is_meant_and_else_the_first() {
    let get = |name: &str, schema: Value| json!({ "get": { "parameters": [{ "name": name, "in": "path", "required": true, "schema": schema }] } });
    let document = json!({
        "openapi": "3.0.0",
        "paths": {
            "/a/{id}": get("id", json!({ "type": "integer" })),
            "/a/{word}": get("word", json!({ "type": "string", "enum": ["b"] })),
        },
    });
    let service = Service::new(&document).expect("schemas");
    for (path, expected) in [("/a/7", "/a/{id}"), ("/a/b", "/a/{word}"), ("/a/c", "/a/{id}")] {
        let request = Request { method: "GET".to_owned(), path: path.to_owned(), ..Request::default() };
        assert_eq!(service.route(&request).map(|operation| operation.path.as_str()), Some(expected), "{path}");
    }
}

#[test]
fn parameters_with_nothing_between_them_are_split_so_that_their_schemas_fit() {
    let parameter =
        |name: &str, schema: Value| json!({ "name": name, "in": "path", "required": true, "schema": schema });
    let document = json!({
        "openapi": "3.0.0",
        "paths": { "/a/{word}{number}": { "get": { "parameters": [
            parameter("word", json!({ "type": "string", "minLength": 3 })), parameter("number", json!({ "type": "integer" })),
        ] } } },
    });
    assert_eq!(complaints(&document, "GET /a/abc12", &[], ""), [""; 0]);
    assert_eq!(complaints(&document, "GET /a/abcd", &[], "").len(), 1, "`number` is none");
    assert_eq!(complaints(&document, "GET /a/a", &[], ""), ["no operation"]);
}
