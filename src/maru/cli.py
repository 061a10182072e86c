"""The command `maru`."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

import maru
from maru.chassis.process import CannotStart, listen, run, sole_user
from maru.chassis.settings import Settings, WrongSetting, load, resolve

R = TypeVar("R")

app = typer.Typer(
    name="maru",
    help="Maru: 전자결재와 인사, 한 명령으로.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
config = typer.Typer(help="Settings.", no_args_is_help=True)
letters = typer.Typer(help="Events that could not be delivered.", no_args_is_help=True)
accounts = typer.Typer(help="Accounts.", no_args_is_help=True)
app.add_typer(config, name="config")
app.add_typer(letters, name="dead-letters")
app.add_typer(accounts, name="account")

Data = Annotated[str | None, typer.Option(help="Folder of the data (default ~/.local/share/maru).")]
Config = Annotated[str | None, typer.Option(help="A maru.toml.")]


def stop(sentence: str, status: int = 2) -> NoReturn:
    typer.echo(f"maru: {sentence}", err=True)
    raise typer.Exit(status)


def settings(**options: object) -> Settings:
    try:
        return load(options)
    except WrongSetting as wrong:
        for sentence in wrong.sentences:
            typer.echo(f"maru: {sentence}", err=True)
        raise typer.Exit(2) from None


@contextmanager
def plainly() -> Any:
    """A reason not to start is one sentence and status 2. What is written is for this user alone."""
    os.umask(0o077)
    try:
        yield
    except CannotStart as reason:
        stop(str(reason))


@app.command()
def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
    data: Data = None,
    seed: Annotated[str | None, typer.Option(help="demo or none.")] = None,
    only: Annotated[str | None, typer.Option(help="Systems, services or roles that run here.")] = None,
    config: Config = None,
    open: Annotated[bool | None, typer.Option("--open/--no-open", help="Open a browser.")] = None,
) -> None:
    """Migrate, seed once, serve."""
    chosen = settings(host=host, port=port, data=data, seed=seed, only=only, config=config, open=open)
    with plainly(), sole_user(chosen.folder):
        run(_up(chosen))


async def _up(chosen: Settings) -> None:
    from maru.chassis import spans, telemetry
    from maru.main import build

    telemetry.configure(chosen.log.level)
    if chosen.trace.exporter == "console":
        from maru.chassis.exporters.sdk import console

        spans.record(console("maru"), chosen.trace.ratio)
    listener = listen(chosen.host, chosen.port)
    suite = build(chosen)
    address = f"http://{chosen.host}:{listener.getsockname()[1]}"
    await suite.process.start()
    ready = f"Maru is ready at {address}"
    if chosen.demo_mode:
        from maru.demo.seed import announcement, seed

        await seed(suite)
        ready = f"{ready}\n{announcement(suite)}"
    if chosen.open:
        asyncio.get_running_loop().call_later(0.5, webbrowser.open, address)
    await suite.process.serve(listener, ready)


@app.command()
def migrate(data: Data = None, config: Config = None) -> None:
    """Take the missing steps of every store; repeating it changes nothing."""
    from maru.main import migrate as take

    chosen = settings(data=data, config=config)
    with plainly(), sole_user(chosen.folder):
        taken = take(chosen)
    typer.echo("\n".join(taken) if taken else "every store is up to date")


@app.command()
def seed(kind: Annotated[str, typer.Argument(help="demo")], data: Data = None, config: Config = None) -> None:
    """Fill an empty folder with the demo company; repeating it changes nothing."""
    if kind != "demo":
        stop(f"there is no seed {kind!r}: write maru seed demo")
    chosen = settings(data=data, config=config, seed="demo")

    async def fill() -> None:
        from maru.demo.seed import announcement, seed
        from maru.main import build

        suite = build(chosen)
        await suite.process.start()
        await seed(suite)
        await suite.process.stop()
        typer.echo(announcement(suite))

    with plainly(), sole_user(chosen.folder):
        run(fill())


@config.command("explain")
def explain(config: Config = None, data: Data = None) -> None:
    """Every setting, its value and where it came from; secrets stay hidden."""
    try:
        explained = resolve({"config": config, "data": data})[1]
    except WrongSetting as wrong:
        for sentence in wrong.sentences:
            typer.echo(f"maru: {sentence}", err=True)
        raise typer.Exit(1) from None
    width = max(len(each.name) for each in explained)
    for each in explained:
        typer.echo(f"{each.name:<{width}}  {each.value}  ({each.origin})")


@app.command()
def topology(
    format: Annotated[str, typer.Option(help="text, mermaid or json.")] = "text", config: Config = None
) -> None:
    """Services, stores, topics and calls, from the manifests."""
    from maru.chassis.topology import as_json, as_mermaid, as_text
    from maru.main import MANIFESTS

    draw = {"text": as_text, "mermaid": as_mermaid, "json": as_json}.get(format)
    if draw is None:
        stop(f"format cannot be {format!r}: write text, mermaid or json")
    typer.echo(draw(MANIFESTS))


@app.command()
def audit(
    system: Annotated[str | None, typer.Argument(help="erp, ticketing or clinic; all if absent.")] = None,
    data: Data = None,
    config: Config = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Verify what must always hold over the stored data; status 1 and the first violation on a break."""
    from maru.chassis.verify import verify
    from maru.main import MANIFESTS

    chosen = settings(data=data, config=config)
    with plainly():
        found = verify(chosen, MANIFESTS, system)
    if json_:
        typer.echo(json.dumps([vars(each) for each in found], ensure_ascii=False))
    else:
        for each in found:
            typer.echo(
                f"{'broken' if each.broken else 'holds '}  {each.service}  {each.invariant}  {each.said}"
            )
    if any(each.broken for each in found):
        raise typer.Exit(1)


@letters.command("list")
def letters_list(data: Data = None, service: Annotated[str | None, typer.Option()] = None) -> None:
    """What could not be delivered, per service."""
    from maru.chassis.letters import listed
    from maru.main import MANIFESTS

    with plainly():
        found = listed(settings(data=data), MANIFESTS, service)
        if not found:
            typer.echo("every event was delivered", err=True)
        for name, letter in found:
            typer.echo(
                f"{name}  {letter.id}  {letter.consumer}  {letter.topic}  {letter.key}  {letter.cause}"
            )


@letters.command("show")
def letters_show(service: str, id: int, data: Data = None) -> None:
    """One letter, whole."""
    from maru.chassis.letters import show
    from maru.main import MANIFESTS

    with plainly():
        typer.echo(show(settings(data=data), MANIFESTS, service, id))


@letters.command("discard")
def letters_discard(service: str, id: int, data: Data = None) -> None:
    """Forget one letter."""
    from maru.chassis.letters import discard
    from maru.main import MANIFESTS

    with plainly():
        discard(settings(data=data), MANIFESTS, service, id)


@letters.command("redrive")
def letters_redrive(
    service: str,
    id: Annotated[int | None, typer.Argument(help="One letter; all of the service's if absent.")] = None,
    data: Data = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be delivered.")] = False,
) -> None:
    """Put letters back to be delivered; a running server takes them up by itself."""
    from maru.chassis.letters import redrive
    from maru.main import MANIFESTS

    with plainly():
        for line in redrive(settings(data=data), MANIFESTS, service, id, dry_run=dry_run):
            typer.echo(line)


def embedded_only(chosen: Settings) -> None:
    if chosen.sql.url:
        raise CannotStart(
            "the data are on a database server: back up and restore them by its own tools, "
            f"and {chosen.folder} by copying it"
        )


@app.command()
def backup(folder: Path, data: Data = None, config: Config = None) -> None:
    """A consistent copy of every store, made while the server runs."""
    from maru.chassis.backups import save

    chosen = settings(data=data, config=config)
    with plainly():
        embedded_only(chosen)
        typer.echo(save(chosen.folder, folder))


@app.command()
def restore(folder: Path, data: Data = None, config: Config = None) -> None:
    """Put a backup into an empty data folder; a damaged one is refused. The server must be stopped."""
    from maru.chassis.backups import load as load_backup

    chosen = settings(data=data, config=config)
    with plainly(), sole_user(chosen.folder):
        embedded_only(chosen)
        typer.echo(load_backup(folder, chosen.folder))


@accounts.command("add")
def account_add(
    email: str,
    role: Annotated[list[str], typer.Option(help="May be given more than once.")],
    data: Data = None,
) -> None:
    """Add an account and print its one-time password."""
    from maru.identity.accounts.contract import Accounts

    async def add(call: Callable[[type[Accounts]], Accounts]) -> str:
        return (await call(Accounts).add(email, email.split("@")[0], role, None)).one_time_password or ""

    typer.echo(_inside(data, add))


@accounts.command("reset")
def account_reset(email: str, data: Data = None) -> None:
    """Print a new one-time password for an account; its sessions end."""
    from maru.identity.accounts.contract import Accounts

    async def reset(call: Callable[[type[Accounts]], Accounts]) -> str:
        return (await call(Accounts).reset(email)).one_time_password or ""

    typer.echo(_inside(data, reset))


def _inside(data: str | None, work: Callable[[Any], Any]) -> str:
    from maru.chassis.problems import Problem
    from maru.main import build

    chosen = settings(data=data)
    said: list[str] = []

    async def inside() -> None:
        suite = build(chosen)
        await suite.process.start()
        try:
            said.append(await work(suite.call))
        finally:
            await suite.process.stop()

    with plainly(), sole_user(chosen.folder):
        try:
            run(inside())
        except Problem as refusal:
            stop(refusal.detail)
    return said[0]


@app.command()
def openapi() -> None:
    """The API description (OpenAPI 3.1) as JSON."""
    import tempfile

    import msgspec

    from maru.chassis.openapi import describe
    from maru.main import build

    with tempfile.TemporaryDirectory() as folder:

        async def print_it() -> None:
            suite = build(Settings(data=folder))
            typer.echo(msgspec.json.format(msgspec.json.encode(describe(suite.routes)), indent=2).decode())
            await suite.process.stop()

        run(print_it())


@app.command()
def doctor(data: Data = None) -> None:
    """What this machine has, what is missing and how to get it."""
    from maru.chassis.doctor import examine

    found = examine(settings(data=data).folder)
    for each in found:
        typer.echo(f"{'ok     ' if each.well else 'missing'}  {each.name}: {each.said}")
    if any(each.needed and not each.well for each in found):
        raise typer.Exit(1)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(context: typer.Context, name: Annotated[str, typer.Argument(help="A workload of bench/.")]) -> None:
    """Run a workload from a checkout of the source."""
    folder = Path(__file__).parents[2] / "bench"
    if not (folder / f"{name}.py").is_file():
        known = (
            ", ".join(sorted(p.stem for p in folder.glob("[a-z]*.py"))) if folder.is_dir() else "none here"
        )
        stop(
            f"there is no workload {name!r} (workloads: {known}); they come with the source, not the package"
        )
    command = [sys.executable, "-m", f"bench.{name}", *context.args]
    raise typer.Exit(subprocess.call(command, cwd=folder.parent))


@app.command()
def version() -> None:
    """Version and, in a checkout, commit."""
    commit = ""
    home = Path(__file__).parents[2]
    if (home / ".git").exists() and shutil.which("git"):
        asked = subprocess.run(
            ["git", "-C", str(home), "rev-parse", "--short", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
        commit = f" ({asked.stdout.strip()})" if asked.returncode == 0 else ""
    typer.echo(f"maru {maru.__version__}{commit}")


if __name__ == "__main__":
    app()
