"""Letters: what the site mails to people about their accounts. Each link also stands on a page."""

from flask_babel import gettext as _

from kb.accounts.users import User
from kb.jobs import mail
from kb.web.languages import speaking


def invitation(user: User, link: str) -> None:
    """The link to a new account."""
    with speaking(user.language):
        text = _(
            "Good day, %(name)s,\n\nthe secretariat has made an account for you in the library "
            "of the seven-city alliance. Open this link within 30 minutes and set your "
            "password:\n\n%(link)s\n\nThe link works once. If it has expired, ask the "
            "secretariat for a new one.",
            name=user.display_name,
            link=link,
        )
        mail.send(user.email, _("Your account in the seven-city alliance library"), text)


def reset(user: User, link: str) -> None:
    """The link to a new password."""
    with speaking(user.language):
        text = _(
            "Good day, %(name)s,\n\nopen this link within 30 minutes and set a new password:"
            "\n\n%(link)s\n\nThe link works once. Whoever did not ask for it can leave it alone: "
            "nothing has changed.",
            name=user.display_name,
            link=link,
        )
        mail.send(user.email, _("A new password for the seven-city alliance library"), text)
