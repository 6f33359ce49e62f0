"""The queue's page: jobs as administrators see them. What a job carries is not shown."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kb.accounts.users import Role, User
from kb.jobs.queue import Job, JobState, Standing
from kb.publishing.permissions import is_known

NAMES = {
    "check_import": _l("Checking a workbook"),
    "clear-files": _l("Clearing stored files that nothing names"),
    "compare-index": _l("Comparing the search index with the database"),
    "consultations": _l("Reminders of consultations"),
    "digest": _l("Daily mail of notices"),
    "exchange": _l("Reminders of offers, needs and links"),
    "extend-plan": _l("Extending the plan of the chair's terms"),
    "follow-ups": _l("Reminders of follow-ups"),
    "followers": _l("Telling followers"),
    "mail": _l("Mail"),
    "mail_notices": _l("Notices by mail"),
    "popular-searches": _l("Gathering popular searches"),
    "read-file": _l("Reading an attachment"),
    "saved-searches": _l("Daily word of saved searches"),
    "sign-ups": _l("Clearing names and phones of past activities"),
    "sign_ups_told": _l("Telling who has signed up"),
    "vote_reminder": _l("Reminding of a written vote"),
    "write_import": _l("Writing a workbook"),
    "written_vote": _l("Opening and closing a written vote"),
}
"""What people call the jobs; others are shown by their name in the program."""
TONES = {
    JobState.WAITING: "sand",
    JobState.RUNNING: "sea",
    JobState.DONE: "green",
    JobState.FAILED: "coral",
}


def may_steer(user: User | None) -> bool:
    """Administrators see the site's own work and try it again."""
    return user is not None and is_known(user) and user.role is Role.ADMINISTRATOR


def job_lines(jobs: Iterable[Job]) -> list[dict[str, Any]]:
    return [
        {
            "id": job.id,
            "name": str(NAMES.get(job.name, job.name)),
            "state": str(job.state.label),
            "tone": TONES[job.state],
            "tries": job.tries,
            "at": job.ended_at or job.due_at,
            "is_over": job.ended_at is not None,
            "problem": job.problem,
            "done": job.done,
            "total": job.total,
            "has_failed": job.state is JobState.FAILED,
        }
        for job in jobs
    ]


def job_tabs(standing: Standing, chosen: JobState | None) -> list[dict[str, Any]]:
    """One tab for all jobs and one for each state, with their numbers."""
    counts = standing.counts
    everything = {
        "label": _("All"),
        "count": sum(counts.values()),
        "href": "/admin/jobs",
        "current": chosen is None,
    }
    return [everything] + [
        {
            "label": str(state.label),
            "count": counts.get(state, 0),
            "href": f"/admin/jobs?state={state}",
            "current": state is chosen,
        }
        for state in JobState
    ]
