//! A person's own recipes, and the errors of invalid ones.

use std::{fs, path::Path};

use crate::recipe::{Origin, RecipeError, Recipes, folder::BUILT_IN};

#[test]
fn a_persons_own_recipe_takes_precedence_and_errors_have_a_position() {
    let dir = tempfile::tempdir().expect("a scratch directory");
    let recipes = Recipes::beside(dir.path());
    fs::create_dir(recipes.folder()).expect("a folder");
    let put = |id: &str, text: &str| {
        fs::write(recipes.folder().join(format!("{id}.toml")), text).expect("a file");
    };
    let (_, github) = BUILT_IN
        .iter()
        .find(|(id, _)| *id == "github")
        .expect("there");

    put(
        "github",
        &github.replace("name = \"GitHub\"", "name = \"Ours\""),
    );
    let own = recipes.get("github").expect("it is fine");
    assert_eq!(own.recipe.name, "Ours");
    assert!(matches!(own.origin, Origin::Person { .. }));
    let all = recipes.all();
    assert_eq!(all.len(), BUILT_IN.len(), "it stands in for the other");
    put("mine", &github.replace("id = \"github\"", "id = \"mine\""));
    assert_eq!(recipes.all().len(), BUILT_IN.len() + 1);

    let start = "id = \"mine\"\nname = \"M\"\nabout = \"a\"\ndocs = \"https://d.example\"\ntried = true\ngrants = []\nauth_methods = []\n";
    for (wrong, line, column, word) in [
        ("colour = 1", 8, 1, "colour"),
        ("[wire]\ntoken_stile = \"json\"", 9, 1, "token_stile"),
        ("[wire]\ntoken_style = 3", 9, 15, "string"),
        ("[wire]\ntoken_style = \"xml\"", 9, 15, "xml"),
        ("[[scopes]]\nname = \"a\"\nabout = true", 10, 9, "boolean"),
        ("[endpoints]\ntoken = \"ftp://x\"", 9, 9, "ftp://x"),
        ("[endpoints]\ntoken = \"/{realm}\"", 9, 9, "realm"),
        (
            "[verify]\nurl = \"/me\"\naccount = \"name\"",
            10,
            11,
            "JSON pointer",
        ),
        ("[headers]\n\"Bad name\" = \"x\"", 9, 1, "Bad name"),
        ("[recognise]\nhosts = [\"a b\"]", 9, 10, "host name"),
        ("[redirect]\naccepts = [\"pigeon\"]", 9, 12, "pigeon"),
        ("x = [", 8, 6, ""),
    ] {
        put("mine", &format!("{start}{wrong}\n"));
        let error = recipes.get("mine").expect_err(wrong);
        let (RecipeError::Syntax { spot, .. } | RecipeError::Senseless { spot, .. }) = &error
        else {
            panic!("{error:?}");
        };
        assert_eq!((spot.line, spot.column), (line, column), "{wrong}: {error}");
        let said = error.to_string();
        assert!(said.contains(word) && said.contains("mine.toml"), "{said}");
        assert!(
            recipes.all().iter().any(Result::is_err),
            "the list tells it"
        );
    }
    put("mine", &start.replace("id = \"mine\"", "id = \"other\""));
    let said = recipes.get("mine").expect_err("another id").to_string();
    assert!(said.contains("line 1, column 6"), "{said}");
    put("mine", &start.replace("tried = true", "tried = false"));
    let said = recipes.get("mine").expect_err("no source").to_string();
    assert!(
        said.contains("line 5, column 1") && said.contains("source"),
        "{said}"
    );
    assert!(matches!(
        recipes.get("../github"),
        Err(RecipeError::Unknown { .. })
    ));
}

#[test]
fn the_examples_of_the_documentation_are_recipes() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/recipes.md");
    let document = fs::read_to_string(document).expect("the documentation");
    let count = format!("{} recipes are part of Tokenry", BUILT_IN.len());
    assert!(document.contains(&count), "{count}");
    let dir = tempfile::tempdir().expect("a scratch directory");
    let recipes = Recipes::beside(dir.path());
    fs::create_dir(recipes.folder()).expect("a folder");
    let mut ids = Vec::new();
    for example in document.split("```toml").skip(1) {
        let (text, _) = example.split_once("```").expect("its end");
        let (_, id) = text.split_once("id = \"").expect("an id");
        let (id, _) = id.split_once('"').expect("its end");
        fs::write(recipes.folder().join(format!("{id}.toml")), text).expect("a file");
        recipes.get(id).expect("it is fine");
        ids.push(id);
    }
    assert_eq!(ids, ["intranet", "photos"]);
}
