"""ingest.*: what the shops send, and what is taken of it as it is."""

import luigi

from daily_report.raw_files import RATES
from daily_report.settings import Settings
from daily_report.step import Step, read_json, read_rows, write_rows


class RawFile(luigi.ExternalTask):
    """A file that somebody else delivers."""

    task_namespace = "ingest"
    day = luigi.DateParameter(description="day that the file is of")
    name = luigi.Parameter(description="file name in the inbox")

    def output(self):
        return luigi.LocalTarget(str(Settings().inbox / self.day.isoformat() / self.name))


class ExchangeRates(Step):
    """The day's rates to the euro, complete."""

    task_namespace = "ingest"

    def requires(self):
        return RawFile(day=self.day, name="rates.json")

    def output(self):
        return self.file("rates.csv")

    def run(self):
        rates = read_json(self.input())["rates"]
        if missing := set(RATES) - set(rates):
            raise ValueError(f"rates.json lacks {', '.join(sorted(missing))}, expected all of {', '.join(sorted(RATES))}")
        self.tell(f"rates of {len(rates)} currencies", 70)
        write_rows(self.output(), [{"currency": currency, "euro": rate} for currency, rate in sorted(rates.items())])


class StockCount(Step):
    """What was on the shelves in the evening."""

    task_namespace = "ingest"

    def requires(self):
        return RawFile(day=self.day, name="stock.csv")

    def output(self):
        return self.file("stock.csv")

    def run(self):
        rows = read_rows(self.input())
        self.tell(f"{len(rows)} products were counted", 70)
        write_rows(self.output(), [{"product": row["product"], "in_stock": int(row["in_stock"])} for row in rows])
