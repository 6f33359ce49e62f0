"""The bare page everything is compared with: one small template, one SELECT by primary key."""

import os
from pathlib import Path

from flask import Flask, render_template_string
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{{ note.title }}</title></head>
<body><h1>{{ note.title }}</h1><p>{{ note.body }}</p></body></html>
"""


class Base(DeclarativeBase):
    pass


class Note(Base):
    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]


def create_app(database: Path) -> Flask:
    app = Flask(__name__)
    engine = create_engine(f"sqlite:///{database}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        if session.get(Note, 1) is None:
            session.add_all(Note(title=f"第{n}条", body="人力资源" * 50) for n in range(100))
            session.commit()

    @app.get("/note/<int:id>")
    def note(id: int) -> str:
        with Session(engine) as session:
            found = session.scalars(select(Note).where(Note.id == id)).one()
            return render_template_string(PAGE, note=found)

    return app


app = create_app(Path(os.environ["BARE_DATABASE"])) if "BARE_DATABASE" in os.environ else None
