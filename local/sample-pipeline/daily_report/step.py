"""What all tasks of the pipeline have in common."""

import csv
import json
import time

import luigi

from daily_report.settings import Settings


class Step(luigi.Task):
    """One task of a day. Tells the scheduler how far it is."""

    day = luigi.DateParameter(description="day that is reported on")

    # One failure disables the task until somebody re-enables it: a bad file doesn't mend itself by trying again.
    retry_count = 1
    disable_window = 86400

    def file(self, name: str) -> luigi.LocalTarget:
        """A file of the day that the pipeline makes; written whole or not at all."""
        return luigi.LocalTarget(str(Settings().work / self.day.isoformat() / name))

    def tell(self, message: str, percent: int) -> None:
        """Status and progress for the visualiser; takes as long as `pace` says."""
        self.set_status_message(message)
        self.set_progress_percentage(percent)
        time.sleep(Settings().pace)


def read_rows(target: luigi.LocalTarget) -> list[dict[str, str]]:
    """Rows of a CSV file, by column."""
    with target.open("r") as file:
        return list(csv.DictReader(file))


def write_rows(target: luigi.LocalTarget, rows: list[dict]) -> None:
    """Writes rows as CSV; their keys are the columns."""
    with target.open("w") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def read_json(target: luigi.LocalTarget):
    """A JSON file."""
    with target.open("r") as file:
        return json.load(file)
