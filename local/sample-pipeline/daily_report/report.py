"""report.*: what people read."""

from collections import defaultdict
from decimal import Decimal

import luigi

from daily_report.etl import CleanOrders, OrdersInEuro, ProductSales
from daily_report.ingest import StockCount
from daily_report.raw_files import SHOPS
from daily_report.settings import Settings
from daily_report.step import Step, read_rows, write_rows


class Revenue(Step):
    """Money by shop."""

    task_namespace = "report"

    def requires(self):
        return OrdersInEuro(day=self.day)

    def output(self):
        return self.file("revenue.csv")

    def run(self):
        euro = defaultdict(Decimal)
        for row in read_rows(self.input()):
            euro[row["shop"]] += Decimal(row["euro"])
        self.tell(f"{sum(euro.values())} EUR in {len(euro)} shops", 80)
        write_rows(self.output(), [{"shop": shop, "euro": euro[shop]} for shop in sorted(euro)])


class BestSellers(Step):
    """The five products that brought most."""

    task_namespace = "report"

    def requires(self):
        return ProductSales(day=self.day)

    def output(self):
        return self.file("best-sellers.csv")

    def run(self):
        best = sorted(read_rows(self.input()), key=lambda row: Decimal(row["euro"]), reverse=True)[:5]
        self.tell(f"{best[0]['product']} leads", 80)
        write_rows(self.output(), best)


class Reorder(Step):
    """What will be sold out in three days."""

    task_namespace = "report"

    def requires(self):
        return {"sales": ProductSales(day=self.day), "stock": StockCount(day=self.day)}

    def output(self):
        return self.file("reorder.csv")

    def run(self):
        sold = {row["product"]: int(row["pieces"]) for row in read_rows(self.input()["sales"])}
        stock = {row["product"]: int(row["in_stock"]) for row in read_rows(self.input()["stock"])}
        short = [{"product": product, "in_stock": left, "sold": sold.get(product, 0), "order": 3 * sold.get(product, 0) - left}
                 for product, left in sorted(stock.items()) if left < 3 * sold.get(product, 0)]
        self.tell(f"{len(short)} products run short", 80)
        write_rows(self.output(), short or [{"product": "", "in_stock": "", "sold": "", "order": ""}])


class DailyReport(Step):
    """The day on one page."""

    task_namespace = "report"

    def requires(self):
        return {"revenue": Revenue(day=self.day), "best": BestSellers(day=self.day), "reorder": Reorder(day=self.day)}

    def output(self):
        return self.file("report.md")

    def run(self):
        if Settings().service_url:
            self.set_tracking_url(f"{Settings().service_url}/static/visualiser/index.html#tab=graph&taskId={self.task_id}")
        self.tell("collecting the parts", 30)
        revenue, best, reorder = (read_rows(self.input()[part]) for part in ("revenue", "best", "reorder"))
        total = sum(Decimal(row["euro"]) for row in revenue)
        lines = [f"# {self.day}: {total} EUR", "", *(f"- {row['shop']}: {row['euro']} EUR" for row in revenue), "",
                 "Best: " + ", ".join(row["product"] for row in best), "",
                 "Order: " + (", ".join(f"{row['order']} x {row['product']}" for row in reorder if row["product"]) or "nothing"), ""]
        with self.output().open("w") as file:
            file.write("\n".join(lines))
        self.tell(f"{total} EUR", 100)


class ShopReport(Step):
    """One shop's day, for those whose shop it is."""

    task_namespace = "report"
    shop = luigi.ChoiceParameter(choices=list(SHOPS))
    heading = luigi.Parameter(default="Orders")
    by_product = luigi.BoolParameter(default=False)

    def requires(self):
        return CleanOrders(day=self.day, shop=self.shop)

    def output(self):
        return self.file(f"shop-{self.shop}{'-by-product' if self.by_product else ''}.md")

    def run(self):
        rows, pieces = read_rows(self.input()), defaultdict(int)
        for row in rows:
            pieces[row["product"]] += int(row["pieces"])
        lines = [f"{name}: {count}" for name, count in sorted(pieces.items())] if self.by_product else [f"{len(rows)} orders"]
        with self.output().open("w") as file:
            file.write("\n".join([f"# {self.heading}: {self.shop}, {self.day}", "", *lines, ""]))
        self.tell(f"{len(rows)} orders", 100)
