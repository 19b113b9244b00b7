"""Front-end files of others: pinned npm packages -> `static/vendor`, each file known by its hash.

`python -m apt.core.vendor fetch` needs npm and network, and is run only when a pin in `static/vendor.toml` changes.
`python -m apt.core.vendor check` needs neither, so that tests and a start can prove that no byte was changed.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
LOCK_NAME = "vendor.lock.json"
_TEXT = (".js", ".mjs", ".css")
# The maps themselves are not vendored, and a browser's developer tools would ask for them.
_MAP_COMMENTS = (b"//# sourceMappingURL=", b"/*# sourceMappingURL=")
_LICENCE_NAMES = ("license", "licence", "copying")

Pins = dict[str, dict[str, Any]]


def read_pins(static: Path = STATIC) -> Pins:
    pins: Pins = tomllib.loads((static / "vendor.toml").read_text())["packages"]
    return pins


def fetch(static: Path = STATIC) -> list[str]:
    """Copy every pinned file and its package's licence, and write the lock; return the paths written."""
    out = static / "vendor"
    lock: dict[str, dict[str, Any]] = {}
    for name, pin in sorted(read_pins(static).items()):
        with tempfile.TemporaryDirectory() as folder:
            archive = _pack(name, pin["version"], Path(folder))
            # Computed here rather than copied from npm's answer, which also names the place that it was fetched from.
            integrity = _digest("sha512", archive.read_bytes())
            with tarfile.open(archive) as package:
                licence = json.loads(_read(package, "package.json"))["license"]
                for source in [*pin["files"], _licence_file(package)]:
                    content = _without_map_comment(source, _read(package, source))
                    target = out / pin["folder"] / Path(source).name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content)
                    lock[target.relative_to(out).as_posix()] = {
                        "package": name,
                        "version": pin["version"],
                        "licence": licence,
                        "npm_integrity": integrity,
                        "sri": _digest("sha384", content),
                        "bytes": len(content),
                    }
    (out / LOCK_NAME).write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n")
    return sorted(lock)


def check(static: Path = STATIC) -> list[str]:
    """Everything in which `static/vendor`, its lock and the pins differ, as sentences; empty when they agree."""
    out, pins = static / "vendor", read_pins(static)
    lock: dict[str, dict[str, Any]] = json.loads((out / LOCK_NAME).read_text())
    faults = []
    for name, entry in lock.items():
        path = out / name
        if not path.is_file():
            faults.append(f"{name} is missing")
        elif _digest("sha384", path.read_bytes()) != entry["sri"]:
            faults.append(f"{name} was changed")
        pinned = pins.get(entry["package"], {}).get("version")
        if pinned != entry["version"]:
            faults.append(f"{name} is of version {entry['version']}, pinned is {pinned}")
    wanted = {f"{pin['folder']}/{Path(source).name}" for pin in pins.values() for source in pin["files"]}
    faults += [f"{name} is pinned but was never fetched" for name in wanted - lock.keys()]
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    faults += [f"{name} is in the folder, and no pin asks for it" for name in present - lock.keys() - {LOCK_NAME}]
    return sorted(faults)


def _pack(name: str, version: str, folder: Path) -> Path:
    command = ["npm", "pack", "--silent", "--ignore-scripts", f"{name}@{version}"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def _read(package: tarfile.TarFile, path: str) -> bytes:
    member = package.extractfile(f"package/{path}")
    if member is None:
        raise FileNotFoundError(path)
    return member.read()


def _licence_file(package: tarfile.TarFile) -> str:
    top = [name.removeprefix("package/") for name in package.getnames() if name.count("/") == 1]
    return next(name for name in top if name.lower().startswith(_LICENCE_NAMES))


def _without_map_comment(source: str, content: bytes) -> bytes:
    if not source.endswith(_TEXT):
        return content
    return b"\n".join(line for line in content.split(b"\n") if not line.startswith(_MAP_COMMENTS))


def _digest(algorithm: str, content: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def main(arguments: list[str]) -> int:
    if arguments == ["fetch"]:
        print("\n".join(fetch()))
        return 0
    if arguments == ["check"]:
        faults = check()
        print("\n".join(faults) or "The vendored files are as locked.")
        return 1 if faults else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
