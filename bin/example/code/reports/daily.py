"""The example's job: makes no report worth reading, but shows how a pipeline of one's own comes to run. Replace it."""

import time

import luigi


class Figures(luigi.Task):
    """A region's figures of a day. One's own would ask a database."""

    task_namespace = "report"
    day = luigi.DateParameter()
    region = luigi.Parameter()

    def output(self):
        # Gone with the run: a pipeline writes to where it finds things again, S3 or a database.
        return luigi.LocalTarget(f"/tmp/{self.day}-{self.region}-figures.txt")

    def run(self):
        for done in range(1, 4):
            time.sleep(2)
            self.set_progress_percentage(100 * done / 3)
        with self.output().open("w") as file:
            file.write(f"{self.day} {self.region}: 42\n")


class DailyReport(luigi.Task):
    """What the job runs."""

    task_namespace = "report"
    day = luigi.DateParameter()
    region = luigi.ChoiceParameter(choices=["eu", "us"], default="eu")

    def requires(self):
        return Figures(day=self.day, region=self.region)

    def output(self):
        return luigi.LocalTarget(f"/tmp/{self.day}-{self.region}-report.txt")

    def run(self):
        with self.input().open() as figures, self.output().open("w") as report:
            report.write(f"Report. {figures.read()}")
        print(f"the report of {self.day} for {self.region} is made", flush=True)
