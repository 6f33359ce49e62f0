"""Accounts: invited, given a role and a unit, locked. Each step leaves its line in the audit."""

from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from kb.accounts import second_factor, sessions, tokens
from kb.accounts.tokens import Purpose
from kb.accounts.users import Role, User, address, by_email
from kb.alliance.members import Member
from kb.db import db
from kb.errors import Conflict, DomainError
from kb.publishing import audit
from kb.publishing.permissions import may_look_after, require


@dataclass(frozen=True)
class Scope:
    """What somebody is, and the unit they act for: slugs of a member and of a city."""

    role: Role
    member: str | None = None
    city: str | None = None


@dataclass(frozen=True)
class Invitation:
    """Who is to have an account."""

    name: str
    email: str
    scope: Scope


def invite(invitation: Invitation, inviter: User) -> tuple[User, str]:
    """A new account without a password, and the token that lets its owner set one."""
    scope = fitting(invitation.scope)
    require(may_look_after(inviter, scope.role))
    if by_email(invitation.email):
        raise DomainError(_("Somebody has this mail address already."))
    user = User(name=invitation.name, email=address(invitation.email), **asdict(scope))
    db.session.add(user)
    db.session.flush()
    _note(inviter, "invite", user, after=asdict(scope))
    return user, tokens.issue(user, Purpose.INVITATION)


def renew(user: User, inviter: User) -> str:
    """A new link for an invitation that nobody has accepted yet; the old one ends."""
    require(may_look_after(inviter, user.role))
    if user.password_hash or not user.active:
        raise Conflict(_("This invitation is not open any more."))
    _note(inviter, "renew_invitation", user)
    return tokens.issue(user, Purpose.INVITATION)


def hand_over_reset(user: User, actor: User) -> str:
    """A token with which the person sets a new password."""
    require(may_look_after(actor, user.role))
    if not user.password_hash or not user.active:
        raise Conflict(_("Only an account in use can have a new password."))
    _note(actor, "reset_link", user)
    return tokens.issue(user, Purpose.RESET)


def appoint(user: User, actor: User, scope: Scope) -> None:
    """Give the person another role or unit. They sign in anew, with the new rights."""
    scope = fitting(scope)
    require(may_look_after(actor, user.role) and may_look_after(actor, scope.role))
    before = asdict(Scope(user.role, user.member, user.city))
    if before == asdict(scope):
        return
    if scope.role is not user.role:
        _require_another_administrator(user)
    for name, value in asdict(scope).items():
        setattr(user, name, value)
    sessions.end_all(user)
    _note(actor, "appoint", user, before=before, after=asdict(scope))


def lock(user: User, actor: User) -> None:
    """Nobody comes in with this account any more, from the next request on."""
    require(may_look_after(actor, user.role))
    if user.id == actor.id:
        raise Conflict(_("Nobody locks the account that they are using."))
    _require_another_administrator(user)
    user.active = False
    sessions.end_all(user)
    for purpose in Purpose:
        tokens.end_all(user, purpose)
    _note(actor, "lock", user)


def unlock(user: User, actor: User) -> None:
    require(may_look_after(actor, user.role))
    user.active = True
    _note(actor, "unlock", user)


def end_sessions(user: User, actor: User) -> None:
    """Sign the person out wherever they are signed in."""
    require(may_look_after(actor, user.role))
    sessions.end_all(user)
    _note(actor, "end_sessions", user)


def end_second_factor(user: User, actor: User) -> None:
    """For who has lost the telephone: the password alone signs in, until a new one is set up."""
    require(may_look_after(actor, user.role))
    second_factor.end(user)
    sessions.end_all(user)
    _note(actor, "end_second_factor", user)


def fitting(scope: Scope) -> Scope:
    """The scope with the unit that its role has: an editor's city is that of the member.

    Raises DomainError when the role needs a unit and has none.
    """
    if scope.role is Role.PARK_EDITOR:
        if scope.member is None:
            raise DomainError(_("Choose the member whose records a park editor writes."))
        city = db.session.scalar(select(Member.city_slug).where(Member.slug == scope.member))
        return Scope(scope.role, scope.member, city)
    if scope.role is Role.CITY_LIAISON:
        if scope.city is None:
            raise DomainError(_("Choose the city that a liaison looks after."))
        return scope
    return scope if scope.role is Role.COUNCIL_MEMBER else Scope(scope.role)


def _require_another_administrator(user: User) -> None:
    """Raise Conflict for the last one. The rows stay locked, so that two cannot go at once."""
    administrators = select(User.id).where(User.role == Role.ADMINISTRATOR, User.active)
    found = db.session.scalars(administrators.order_by(User.id).with_for_update()).all()
    if list(found) == [user.id]:
        raise Conflict(_("This is the last administrator. Appoint another one first."))


def _note(actor: User, action: str, user: User, **detail: Any) -> None:
    audit.log(actor, action, user.display_name, account=user.id, **detail)
    db.session.flush()
