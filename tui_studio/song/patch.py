"""The difference of two songs as plain JSON values: what the journal keeps and what heads are sent.

A patch of a struct is an object that holds the changed fields only. How a field is written follows from its
type in the model:

* a struct that is always there (`strip`): a patch of it;
* a tuple of things with an `id` (`tracks`, `takes`): `{"-": [ids removed], "~": [[id, patch]], "order": [ids
  kept, when their order changed], "+": [[index, thing]]}`, done in this order;
* a tuple of structs without an id (`segments`): `{"at": index, "cut": how many, "put": [structs]}`;
* anything else: the new value.

The empty patch means "the same".
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from tui_studio.errors import NewerSongError, SongError
from tui_studio.song.model import Song

Patch = dict[str, Any]


class _Field(NamedTuple):
    """How a field is compared: as value, struct, keyed or spliced. `type` is its own or its items'."""

    shape: str
    type: Any


@functools.cache
def _fields(kind: type[Struct]) -> dict[str, _Field]:
    hints = typing.get_type_hints(kind)
    return {name: _shape_of(hints[name]) for name in kind.__struct_fields__}


def _shape_of(hint: Any) -> _Field:
    if _is_data(hint):
        return _Field("struct", hint)
    if typing.get_origin(hint) is tuple and _is_data(typing.get_args(hint)[0]):
        item = typing.get_args(hint)[0]
        return _Field("keyed" if "id" in item.__struct_fields__ else "spliced", item)
    return _Field("value", hint)


def _is_data(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, Struct)


def diff(old: Song, new: Song) -> Patch:
    """What makes `new` of `old`. Parts that are the same object are not looked into."""
    return _diff_struct(old, new)


def apply(song: Song, patch: Patch) -> Song:
    """The song with the patch of `diff` applied; also takes a patch that has been through JSON.

    Raises NewerSongError when it has fields or values that are not known here, SongError when it does not fit.
    """
    try:
        return typing.cast(Song, _apply_struct(song, patch))
    except msgspec.ValidationError as error:
        raise NewerSongError("a change is not understood", where=str(error)) from error
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise SongError("a change does not fit the song", where=str(error)) from error


# ── making ─────────────────────────────────────────────────────────────────────────────────────────────────


def _diff_struct(old: Struct, new: Struct) -> Patch:
    patch: Patch = {}
    for name, field in _fields(type(old)).items():
        before, after = getattr(old, name), getattr(new, name)
        if before is after:
            continue
        change = _diff_field(field.shape, before, after)
        if change is not None:
            patch[name] = change[0]
    return patch


def _diff_field(shape: str, before: Any, after: Any) -> tuple[Any] | None:
    """The change in a tuple of one, since None is a value too; None when there is none."""
    if shape == "value":
        return None if before == after else (msgspec.to_builtins(after),)
    if shape == "struct":
        patch = _diff_struct(before, after)
    else:
        patch = _diff_keyed(before, after) if shape == "keyed" else _diff_spliced(before, after)
    return (patch,) if patch else None


def _diff_spliced(old: Sequence[Struct], new: Sequence[Struct]) -> Patch:
    if old == new:
        return {}
    head, tail = _common_ends(old, new, same_object=False)
    put = [msgspec.to_builtins(item) for item in new[head : len(new) - tail]]
    return {"at": head, "cut": len(old) - tail - head, "put": put}


def _diff_keyed(old: Sequence[Any], new: Sequence[Any]) -> Patch:
    head, tail = _common_ends(old, new, same_object=True)
    middle = old[head : len(old) - tail]
    before = {item.id: item for item in middle}
    after = {item.id: item for item in new[head : len(new) - tail]}
    patch: Patch = {}
    if removed := [key for key in before if key not in after]:
        patch["-"] = removed
    if changed := _changed_items(before, after):
        patch["~"] = changed
    kept = [key for key in after if key in before]
    if kept != [key for key in before if key in after]:
        patch["order"] = kept
    added = [
        [index, msgspec.to_builtins(item)]
        for index, item in enumerate(new[head : len(new) - tail], head)
        if item.id not in before
    ]
    if added:
        patch["+"] = added
    return patch


def _changed_items(before: dict[int, Any], after: dict[int, Any]) -> list[list[Any]]:
    pairs = ((key, before[key], item) for key, item in after.items() if key in before)
    changes = ((key, _diff_struct(old, new)) for key, old, new in pairs if old is not new)
    return [[key, change] for key, change in changes if change]


def _common_ends(old: Sequence[Any], new: Sequence[Any], *, same_object: bool) -> tuple[int, int]:
    """How many items at the start and, apart from those, at the end are shared."""
    shortest = min(len(old), len(new))
    head = _count_shared(zip(old, new, strict=False), same_object)
    tail = _count_shared(zip(reversed(old), reversed(new), strict=False), same_object)
    return head, min(tail, shortest - head)


def _count_shared(pairs: Iterable[tuple[Any, Any]], same_object: bool) -> int:
    count = 0
    for one, other in pairs:
        if one is not other and (same_object or one != other):
            break
        count += 1
    return count


# ── applying ───────────────────────────────────────────────────────────────────────────────────────────────


def _apply_struct(data: Struct, patch: Patch) -> Struct:
    fields = _fields(type(data))
    if unknown := patch.keys() - fields.keys():
        raise NewerSongError("a change is not understood", where=f"unknown field {min(unknown)}")
    changes = {
        name: _apply_field(fields[name], getattr(data, name), change) for name, change in patch.items()
    }
    return msgspec.structs.replace(data, **changes) if changes else data


def _apply_field(field: _Field, value: Any, change: Any) -> Any:
    if field.shape == "value":
        return msgspec.convert(change, type=field.type)
    if field.shape == "struct":
        return _apply_struct(value, change)
    if field.shape == "keyed":
        return _apply_keyed(field.type, value, change)
    return _apply_spliced(field.type, value, change)


def _apply_spliced(kind: type[Struct], old: tuple[Struct, ...], patch: Patch) -> tuple[Struct, ...]:
    at, cut = patch["at"], patch["cut"]
    if not 0 <= at <= at + cut <= len(old):
        raise ValueError(f"no items {at} to {at + cut} in {len(old)}")
    return old[:at] + tuple(msgspec.convert(item, type=kind) for item in patch["put"]) + old[at + cut :]


def _apply_keyed(kind: type[Struct], old: tuple[Any, ...], patch: Patch) -> tuple[Any, ...]:
    if unknown := patch.keys() - {"-", "~", "order", "+"}:
        raise ValueError(f"unknown part {sorted(unknown)}")
    items = list(old)
    if "-" in patch:
        items = _without(items, set(patch["-"]))
    if "~" in patch:
        _change(items, patch["~"])
    if "order" in patch:
        _reorder(items, patch["order"])
    for index, item in patch.get("+", ()):
        if not 0 <= index <= len(items):
            raise ValueError(f"no place {index} among {len(items)}")
        items.insert(index, msgspec.convert(item, type=kind))
    return tuple(items)


def _without(items: list[Any], removed: set[int]) -> list[Any]:
    kept = [item for item in items if item.id not in removed]
    if len(kept) + len(removed) != len(items):
        raise ValueError("something to be removed is not there")
    return kept


def _change(items: list[Any], changes: Iterable[tuple[int, Patch]]) -> None:
    places = {item.id: index for index, item in enumerate(items)}
    for key, change in changes:
        items[places[key]] = _apply_struct(items[places[key]], change)


def _reorder(items: list[Any], order: Sequence[int]) -> None:
    """The named items, in this order, into the places they have among the others."""
    wanted = set(order)
    places = [index for index, item in enumerate(items) if item.id in wanted]
    by_id = {items[index].id: items[index] for index in places}
    for index, key in zip(places, order, strict=True):
        items[index] = by_id[key]
