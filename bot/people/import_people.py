"""Importing the people file: the house is made to agree with it, all at once or not at all."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.chat.words import phrase
from bot.people.managers import find_managers
from bot.people.match_rows import ImportOptions, Progress, match_rows
from bot.people.model import Absence, Person, PersonId, Team, TeamId
from bot.people.people_file import PeopleFile, PersonRow, key_of
from bot.people.place_people import place_people, set_roles
from bot.people.register import Register, renamed_leaders
from bot.people.report import ImportReport, LineProblem
from bot.people.store import PeopleStore
from bot.people.team_tree import find_circle

MANY = 3
"""When more than one in this many would leave, the file is probably not the whole one."""

NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """All that an import would change."""

    register: Register
    teams: Mapping[TeamId, Team]
    absences: Mapping[PersonId, tuple[Absence, ...]]
    leavers: Collection[Person]
    problems: tuple[LineProblem, ...]
    refusal: LineProblem | None


def import_people(
    store: PeopleStore, file: PeopleFile, options: ImportOptions, progress: Progress = lambda _done, _total: None
) -> ImportReport:
    """Makes people, accounts, teams and absences agree with the file; importing it again changes nothing.

    Whom an earlier file named and this one does not becomes inactive. What people chose themselves stays, and so does
    what an admin said in the chat. Where the file is refused as a whole, nothing changes and the problems say why.
    """
    if not file.is_readable:
        return ImportReport(problems=file.problems)
    register = Register(store.everyone(), store.accounts())
    rows = match_rows(register, file, options, progress)
    plan = _plan(store, file, register, rows, options)
    is_applied = plan.refusal is None and not (options.is_strict and plan.problems)
    if is_applied:
        _apply(store, plan)
        progress(len(file.rows), len(file.rows))
    return _report(plan, rows, is_applied=is_applied)


def _plan(
    store: PeopleStore, file: PeopleFile, register: Register, rows: Mapping[PersonId, PersonRow], options: ImportOptions
) -> _Plan:
    leavers, problems = ((), []) if options.is_part else _leavers(register, file, rows)
    refusal = None if options.allow_many_leavers else _too_many(register, leavers)
    for each in leavers:
        register.put(replace(each, is_active=False))
    problems += _set_managers(register, file, rows)
    teams = renamed_leaders(store.teams(), register.merged)
    circle = find_circle({each.id: each.manager_id for each in register.people if each.is_active})
    if circle:
        refusal = _circle_problem(circle, register, rows)
    else:
        placed = place_people(register, file, rows, teams)
        teams = _with_leaders_kept(placed, teams) if options.is_part else placed
        set_roles(register, file, rows, teams)
    return _Plan(
        register=register,
        teams=teams,
        absences=_changed_absences(store, rows) if "absence" in file.columns else {},
        leavers=leavers,
        problems=_in_order((*file.problems, *problems, *filter(None, [refusal]))),
        refusal=refusal,
    )


def _leavers(
    register: Register, file: PeopleFile, rows: Mapping[PersonId, PersonRow]
) -> tuple[Sequence[Person], list[LineProblem]]:
    """Those whom an earlier file named and this one does not. Nobody, when a line may have been about anybody."""
    missing = [
        each for each in _listed(register.people) if each.id not in rows and not _keys(each) & file.rejected_keys
    ]
    if file.is_complete or not missing:
        return missing, []
    sentence = phrase("Some lines could not be read, so nobody was taken to have left.")
    return (), [LineProblem(line=0, template=sentence, is_kept=True)]


def _listed(people: Iterable[Person]) -> Iterator[Person]:
    return (each for each in people if each.external_key and each.is_active)


def _keys(person: Person) -> frozenset[str]:
    return frozenset({person.external_key, key_of(person.email, "")})


def _too_many(register: Register, leavers: Collection[Person]) -> LineProblem | None:
    total = sum(1 for _ in _listed(register.before.values()))
    if len(leavers) * MANY <= total:
        return None
    sentence = phrase("{n} of {total} people would leave. If that is right, import again with --allow-many-leavers.")
    return LineProblem(line=0, template=sentence, values={"n": len(leavers), "total": total})


def _set_managers(register: Register, file: PeopleFile, rows: Mapping[PersonId, PersonRow]) -> list[LineProblem]:
    if "manager" not in file.columns:
        return []
    managers, notes = find_managers(rows, [each for each in register.people if each.is_active])
    for person_id, manager_id in managers.items():
        person = register.get(person_id)
        if person is not None:
            register.put(replace(person, manager_id=manager_id))
    return notes


def _circle_problem(circle: Sequence[PersonId], register: Register, rows: Mapping[PersonId, PersonRow]) -> LineProblem:
    people = [register.get(each) for each in circle]
    names = [each.name for each in people if each is not None]
    shown = names if len(names) <= NAMES_SHOWN else [*names[:NAMES_SHOWN], "…", names[-1]]
    lines = [rows[each].line for each in circle if each in rows]
    sentence = phrase("These people manage each other in a circle: {circle}. Nothing was imported.")
    return LineProblem(line=min(lines, default=0), template=sentence, values={"circle": " → ".join(shown)})


def _with_leaders_kept(teams: Mapping[TeamId, Team], before: Mapping[TeamId, Team]) -> dict[TeamId, Team]:
    """The teams, with their former leaders where a part of the file shows none."""
    former = {team.id: team.leader_id for team in before.values()}
    return {
        team.id: replace(team, leader_id=former.get(team.id)) if team.leader_id is None else team
        for team in teams.values()
    }


def _changed_absences(store: PeopleStore, rows: Mapping[PersonId, PersonRow]) -> dict[PersonId, tuple[Absence, ...]]:
    known = store.absences_of(None, date.min, date.max)
    told = {person_id: tuple(sorted(set(row.absences), key=_days)) for person_id, row in rows.items()}
    return {who: days for who, days in told.items() if days != tuple(sorted(known.get(who, ()), key=_days))}


def _days(absence: Absence) -> tuple[date, date]:
    return absence.first, absence.last


def _in_order(problems: Iterable[LineProblem]) -> tuple[LineProblem, ...]:
    return tuple(sorted(problems, key=lambda each: each.line))


def _apply(store: PeopleStore, plan: _Plan) -> None:
    plan.register.save(store)
    known = store.teams()
    store.save_teams(team for team in plan.teams.values() if known.get(team.id) != team)
    store.replace_absences(plan.absences)


def _report(plan: _Plan, rows: Mapping[PersonId, PersonRow], *, is_applied: bool) -> ImportReport:
    before = set(plan.register.before)
    touched = {person.id for person in plan.register.changed_people()} | set(plan.absences)
    touched |= {account.person_id for account in plan.register.changed_accounts()}
    changed = touched & set(rows) & before
    added = set(rows) - before
    return ImportReport(
        added=len(added),
        changed=len(changed),
        unchanged=len(rows) - len(added) - len(changed),
        left=len(plan.leavers),
        problems=plan.problems,
        is_applied=is_applied,
    )
