"""ingest.*: takes what the shops sent, whole or not at all."""

import shutil

import luigi

from daily_report.settings import Settings
from daily_report.step import Step


class RawFile(luigi.ExternalTask):
    """A file that somebody else delivers."""

    task_namespace = "ingest"
    day = luigi.DateParameter()
    name = luigi.Parameter()

    def output(self):
        return luigi.LocalTarget(str(Settings().inbox / self.day.isoformat() / self.name))


class Landed(Step):
    """A copy of a raw file that nobody changes any more while it is worked on."""

    task_namespace = "ingest"
    name = luigi.Parameter()

    def requires(self):
        return RawFile(day=self.day, name=self.name)

    def output(self):
        return self.file(f"landed/{self.name}")

    def run(self):
        self.tell(f"copying {self.name}", 30)
        with self.input().open("r") as source, self.output().open("w") as copy:
            shutil.copyfileobj(source, copy)
        self.tell(f"{self.name} has landed", 100)
