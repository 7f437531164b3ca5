"""etl.*: makes raw files into facts."""

from collections import defaultdict
from decimal import Decimal, InvalidOperation

import luigi

from daily_report.ingest import ExchangeRates, RawFile
from daily_report.raw_files import SHOPS
from daily_report.step import Step, read_rows, write_rows


class CleanOrders(Step):
    """A shop's orders, each checked. One bad row and nobody gets any of them: half a file would make a wrong report."""

    task_namespace = "etl"
    shop = luigi.ChoiceParameter(choices=list(SHOPS))

    def requires(self):
        return RawFile(day=self.day, name=f"orders-{self.shop}.csv")

    def output(self):
        return self.file(f"clean/orders-{self.shop}.csv")

    def run(self):
        rows = read_rows(self.input())
        for line, row in enumerate(rows, start=2):
            if line % 40 == 0:
                self.tell(f"checked {line} of {len(rows)} orders from {self.shop}", 100 * line // len(rows))
            try:
                row["amount"] = Decimal(row["amount"])
            except InvalidOperation:
                raise ValueError(f"orders-{self.shop}.csv, line {line}: amount is {row['amount']!r}, expected a number such as 107.40") from None
        write_rows(self.output(), rows)
        self.tell(f"all {len(rows)} orders from {self.shop} are good", 100)


class OrdersInEuro(Step):
    """All shops' orders in one currency."""

    task_namespace = "etl"

    def requires(self):
        return {"rates": ExchangeRates(day=self.day), **{shop: CleanOrders(day=self.day, shop=shop) for shop in SHOPS}}

    def output(self):
        return self.file("orders-in-euro.csv")

    def run(self):
        rates = {row["currency"]: Decimal(row["euro"]) for row in read_rows(self.input()["rates"])}
        orders = []
        for done, shop in enumerate(SHOPS, start=1):
            for row in read_rows(self.input()[shop]):
                euro = Decimal(row["amount"]) * rates[row["currency"]]
                orders.append({"order": row["order"], "shop": shop, "product": row["product"], "pieces": row["pieces"], "euro": euro.quantize(Decimal("0.01"))})
            self.tell(f"{len(orders)} orders in euro", 90 * done // len(SHOPS))
        write_rows(self.output(), orders)


class ProductSales(Step):
    """Pieces and money by product."""

    task_namespace = "etl"

    def requires(self):
        return OrdersInEuro(day=self.day)

    def output(self):
        return self.file("product-sales.csv")

    def run(self):
        pieces, euro = defaultdict(int), defaultdict(Decimal)
        for row in read_rows(self.input()):
            pieces[row["product"]] += int(row["pieces"])
            euro[row["product"]] += Decimal(row["euro"])
        self.tell(f"{len(pieces)} products were sold", 60)
        write_rows(self.output(), [{"product": product, "pieces": pieces[product], "euro": euro[product]} for product in sorted(pieces)])
