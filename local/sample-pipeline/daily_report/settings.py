"""Settings of the pipeline, section [daily-report] of luigi's configuration."""

from pathlib import Path

import luigi


class Settings(luigi.Config):
    """Read once a task needs it."""

    @classmethod
    def get_task_family(cls):
        return "daily-report"

    folder = luigi.Parameter(description="holds inbox/ (what the shops sent) and work/ (what the pipeline makes)")
    pace = luigi.FloatParameter(default=0.0, description="seconds that each step of a task takes longer, so that a person can watch")
    service_url = luigi.Parameter(default="", description="address of the service, for links in the visualiser; empty for none")

    @property
    def inbox(self) -> Path:
        """What arrived, by day."""
        return Path(self.folder) / "inbox"

    @property
    def work(self) -> Path:
        """What was made of it, by day."""
        return Path(self.folder) / "work"
