"""The services of an installation, drawn from their manifests."""

from collections.abc import Sequence

import msgspec

from maru.chassis.manifest import Manifest


def rows(manifests: Sequence[Manifest]) -> list[dict[str, object]]:
    return [
        {
            "service": m.name,
            "store": f"{m.name}.db" if m.tables is not None else None,
            "publishes": list(m.publishes),
            "hears": list(m.hears),
            "calls": [contract.__name__ for contract in m.calls],
            "offers": m.offers.__name__ if m.offers else None,
        }
        for m in manifests
    ]


def as_json(manifests: Sequence[Manifest]) -> str:
    return msgspec.json.format(msgspec.json.encode({"services": rows(manifests)}), indent=2).decode()


def as_text(manifests: Sequence[Manifest]) -> str:
    lines = []
    for m in manifests:
        lines.append(m.name)
        for word, values in (
            ("stores", [f"{m.name}.db"] if m.tables is not None else []),
            ("offers", [m.offers.__name__] if m.offers else []),
            ("calls", [contract.__name__ for contract in m.calls]),
            ("publishes", list(m.publishes)),
            ("hears", list(m.hears)),
        ):
            if values:
                lines.append(f"  {word:<9} {', '.join(values)}")
    return "\n".join(lines)


def as_mermaid(manifests: Sequence[Manifest]) -> str:
    offering = {m.offers: m.name for m in manifests if m.offers is not None}
    lines = ["flowchart LR"]
    lines += [f"  {_id(m.name)}[{m.name}]" for m in manifests]
    lines += [f"  {_id(m.name)} --> {_id(offering[c])}" for m in manifests for c in m.calls if c in offering]
    for publisher in manifests:
        for topic in publisher.publishes:
            lines += [
                f"  {_id(publisher.name)} -. {topic} .-> {_id(m.name)}" for m in manifests if topic in m.hears
            ]
    return "\n".join(lines)


def _id(name: str) -> str:
    return name.replace(".", "_")
