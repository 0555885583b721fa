"""The folders are the architecture: which imports which, and where keys and connections are made."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = ("inventory", "inventory_site", "web", "accounts", "dashboard", "orders", "benchmarks")
APPS = ("web", "accounts", "dashboard", "orders")
PREFIXES = (
    *("PRODUCT#", "VARIANT#", "#AT#", "SKU#", "ORDER#", "ITEM#", "LEDGER#", "MOVE#", "REQUEST#"),
    *("CATALOG#", "CATEGORY#", "WAREHOUSE#", "PRICE#", "CUSTOMER#", "ORDERS#", "STOCK#", "QTY#"),
    *("ACTIVITY#", "LOW#", "WORD#", "BARCODE#", "USER#", "USERS#", "SESSION#", "SIGNIN#"),
    *("DRAFT#", "STATUS#", "SHIPMENT#", "RETURN#", "HOLDS#"),
)


def _files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    """Dotted names of everything a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(path, node)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _offences(paths: list[Path], *packages: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in _imports(path)
        if _within(name, *packages)
    ]


def test_the_files_are_found() -> None:
    assert ROOT / "inventory" / "dynamodb" / "keys.py" in _files("inventory")
    assert "inventory.dynamodb.keys" in set(_imports(ROOT / "inventory" / "values.py"))


def test_only_the_dynamodb_package_imports_boto3_and_botocore() -> None:
    outside = [path for path in _files(*CODE) if not path.is_relative_to(ROOT / "inventory" / "dynamodb")] + [
        ROOT / "manage.py"
    ]
    errors, yardstick = ROOT / "inventory" / "errors.py", ROOT / "benchmarks" / "stock_client.py"
    packages = ("boto3", "botocore", "s3transfer", "types_boto3_dynamodb", "moto")
    assert _offences([path for path in outside if path not in (errors, yardstick)], *packages) == []
    foreign = [name for name in _imports(errors) if _within(name, "boto3", "botocore")]
    assert all(_within(name, "botocore.exceptions") for name in foreign)


def test_the_inventory_knows_no_web_and_no_app() -> None:
    assert _offences(_files("inventory"), *APPS) == []
    commands = ROOT / "inventory" / "management"
    core = [path for path in _files("inventory") if not path.is_relative_to(commands)]
    web = _offences(core, "django", "inventory_site")
    assert [offence for offence in web if not offence.endswith("django.apps.AppConfig")] == []
    assert _offences(_files("inventory/management"), "django.http", "django.template", "django.shortcuts") == []


def test_the_dynamodb_package_knows_nothing_of_the_modules_above_it() -> None:
    above = ("manager", "catalogue", "stock", "ordering", "plan", "bulk", "audit", "drafts", "registry", "demo")
    assert _offences(_files("inventory/dynamodb"), *(f"inventory.{module}" for module in above)) == []


def test_entities_and_keys_import_only_the_standard_library() -> None:
    for path in (*_files("inventory/entities"), ROOT / "inventory/dynamodb/keys.py"):
        for name in _imports(path):
            assert name.split(".")[0] in sys.stdlib_module_names or _within(name, "inventory.entities"), name


def test_pages_speak_to_the_inventory_not_to_its_database() -> None:
    assert _offences(_files(*APPS, "inventory_site"), "inventory.dynamodb.client", "inventory.dynamodb.items") == []


def test_the_apps_do_not_import_each_other() -> None:
    for app in APPS:
        others = [other for other in APPS if other not in (app, "web")]
        assert _offences(_files(app), *others) == []


def _templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_the_templates_of_an_app_use_those_of_all_and_their_own() -> None:
    used = re.compile(r"""{%-? (?:extends|from|import|include) "([^"]+)\"""")
    foreign = []
    for path in _templates():
        name = path.relative_to(ROOT / "templates")
        of_app = f"{name.parts[0]}/" if len(name.parts) > 1 else "partials/"
        allowed = ("base.html", "partials/", of_app)
        foreign += [
            f"{name} uses {other}" for other in used.findall(path.read_text("utf-8")) if not other.startswith(allowed)
        ]
    assert foreign == []


def test_the_templates_are_of_one_language() -> None:
    """What Django's own would have and Jinja2 has not; a filter's colon would be an error by itself."""
    djangos = re.compile(
        r"{%-? (?:load|url|static|csrf_token|partial|partialdef|empty|firstof|comment)\b|\bforloop\b|\.0\b *[|}]"
    )
    assert [path.name for path in _templates() if djangos.search(path.read_text("utf-8"))] == []
    assert _offences(_files("inventory_site", *APPS), "django.template.Library", "template_partials") == []


def _literals(path: Path) -> Iterator[str]:
    """Text in the code of a file, parts of f-strings included, docstrings not."""
    tree = ast.parse(path.read_text("utf-8"))
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, described) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_key_prefix_stands_outside_keys() -> None:
    keys = ROOT / "inventory" / "dynamodb" / "keys.py"
    found = [
        f"{path.relative_to(ROOT)}: {text!r}"
        for path in _files(*CODE)
        if path != keys
        for text in _literals(path)
        if any(prefix in text for prefix in PREFIXES)
    ]
    assert found == []
    pages = [path for folder in ("templates", "static/js") for path in (ROOT / folder).rglob("*.*")]
    assert [path for path in pages if any(prefix in path.read_text("utf-8") for prefix in PREFIXES)] == []


def test_every_prefix_of_the_keys_is_looked_for() -> None:
    keys = ROOT / "inventory" / "dynamodb" / "keys.py"
    made = {text for text in _literals(keys) if re.fullmatch(r"#?[A-Z]+#", text)}
    assert made <= set(PREFIXES)
    assert len(made) >= 14


def test_connections_to_dynamodb_are_made_in_one_place() -> None:
    makers = [
        f"{path.relative_to(ROOT)}"
        for path in [*_files(*CODE), ROOT / "manage.py"]
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("client", "resource", "create_client")
        and any(isinstance(argument, ast.Constant) and argument.value == "dynamodb" for argument in node.args)
    ]
    # The other one is what benchmarks compare with: boto3 as it comes.
    assert sorted(set(makers)) == ["benchmarks/stock_client.py", "inventory/dynamodb/connection.py"]
    importers = [path for path in _files(*CODE) if "boto3" in {name.split(".")[0] for name in _imports(path)}]
    using_more_than_conditions = [
        str(path.relative_to(ROOT))
        for path in importers
        if any(_within(name, "boto3") and not _within(name, "boto3.dynamodb.conditions") for name in _imports(path))
    ]
    assert using_more_than_conditions == ["benchmarks/stock_client.py", "inventory/dynamodb/connection.py"]
