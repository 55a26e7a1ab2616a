//! The usual paths of an OpenAPI document, by framework.

use url::Url;

/// The most common paths.
const USUAL: [&str; 8] = [
    "/openapi.json",
    "/openapi.yaml",
    "/openapi.yml",
    "/api/openapi.json",
    "/swagger.json",
    // springdoc
    "/v3/api-docs",
    // Swashbuckle (ASP.NET Core)
    "/swagger/v1/swagger.json",
    // NestJS
    "/api-json",
];

/// The paths of other frameworks.
const FURTHER: [&str; 31] = [
    // springdoc in YAML, springfox
    "/v3/api-docs.yaml",
    "/v2/api-docs",
    "/api-docs",
    "/api-docs.json",
    // ASP.NET Core 9
    "/openapi/v1.json",
    "/swagger/v2/swagger.json",
    // Swashbuckle before ASP.NET Core
    "/swagger/docs/v1",
    // NestJS with its other usual paths
    "/docs-json",
    "/api/docs-json",
    "/api-docs-json",
    "/swagger-json",
    // drf-spectacular and drf-yasg
    "/api/schema/",
    "/schema/",
    "/api/schema/?format=json",
    "/swagger/?format=openapi",
    // L5-Swagger
    "/docs/api-docs.json",
    "/docs?api-docs.json",
    "/docs",
    // API Platform and Nelmio (Symfony)
    "/api/docs.json",
    "/docs.json",
    "/api/doc.json",
    // Quarkus, MicroProfile, Micronaut
    "/q/openapi",
    "/openapi",
    "/swagger/doc.json",
    // FastAPI and others under a prefix
    "/api/v1/openapi.json",
    "/api/v3/openapi.json",
    "/v1/openapi.json",
    "/api/swagger.json",
    "/api/openapi.yaml",
    "/swagger.yaml",
    "/apispec_1.json",
];

/// The URLs to request, at the root of the host and below the path of `address`. The second round is
/// used only if the first one finds nothing.
pub(super) fn rounds(address: &Url) -> [Vec<Url>; 2] {
    let at = |path: &str| {
        let base = super::super::at_root(address, "/");
        base.join(path).ok()
    };
    let path = address.path().trim_end_matches('/');
    let below = |name: &str| at(&format!("{path}{name}"));
    let mut first: Vec<Url> = USUAL.into_iter().filter_map(at).collect();
    let mut second: Vec<Url> = FURTHER.into_iter().filter_map(at).collect();
    if !path.is_empty() {
        first.extend(
            ["/openapi.json", "/swagger.json"]
                .into_iter()
                .filter_map(below),
        );
        second.extend(
            [
                "-json",
                "/openapi.yaml",
                "/v3/api-docs",
                "/v1/swagger.json",
                "/docs-json",
                "/schema/",
            ]
            .into_iter()
            .filter_map(below),
        );
    }
    let known: Vec<Url> = first.clone();
    second.retain(|url| !known.contains(url));
    [first, second]
}
