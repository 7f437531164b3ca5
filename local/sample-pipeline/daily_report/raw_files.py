"""Makes a day's raw files as the shops would send them; the same day gives the same files. Can spoil one, and mend it.

    python -m daily_report.raw_files make|mend FOLDER DAY [--spoil SHOP]
"""

import argparse
import csv
import json
import random
from pathlib import Path

SHOPS = {"berlin": "EUR", "london": "GBP", "boston": "USD"}
PRODUCTS = {
    "kettle": 34.90, "teapot": 29.50, "mug": 8.90, "scale": 24.00, "grinder": 89.00,
    "filter": 6.50, "beans-500g": 13.90, "tea-100g": 9.80, "thermos": 39.00, "tray": 18.50,
}
RATES = {"EUR": 1.0, "GBP": 1.17, "USD": 0.91}
ORDERS_A_SHOP = 120


def make(folder: Path, day: str, spoiled: str | None) -> None:
    """Write all files of the day; in the spoiled shop's, one amount is no number."""
    inbox = folder / "inbox" / day
    inbox.mkdir(parents=True, exist_ok=True)
    for shop in SHOPS:
        write_orders(inbox, day, shop, shop == spoiled)
    (inbox / "rates.json").write_text(json.dumps({"day": day, "to": "EUR", "rates": RATES}, indent=2) + "\n")
    dice = random.Random(f"{day} stock")
    with (inbox / "stock.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["product", "in_stock"])
        rows.writerows([product, dice.randint(5, 160)] for product in PRODUCTS)


def write_orders(inbox: Path, day: str, shop: str, spoil: bool) -> None:
    """Write a shop's orders; spoiled, one amount has the letter O where a zero should be."""
    dice = random.Random(f"{day} {shop}")
    with (inbox / f"orders-{shop}.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["order", "time", "product", "pieces", "amount", "currency"])
        for number in range(1, ORDERS_A_SHOP + 1):
            product = dice.choice(list(PRODUCTS))
            pieces = dice.choices([1, 2, 3, 6], [70, 18, 8, 4])[0]
            time = f"{day}T{dice.randint(8, 19):02d}:{dice.randint(0, 59):02d}:00Z"
            amount = f"{PRODUCTS[product] * pieces / RATES[SHOPS[shop]]:.2f}"
            if spoil and number == 77:
                amount = "1O7.4O"
            rows.writerow([f"{shop[:2].upper()}-{number:04d}", time, product, pieces, amount, SHOPS[shop]])


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description="make or mend a day's raw files")
    parser.add_argument("what", choices=["make", "mend"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("day")
    parser.add_argument("--spoil", choices=list(SHOPS), help="shop whose file gets a row that can't be read")
    args = parser.parse_args()
    if args.what == "make":
        make(args.folder, args.day, args.spoil)
    else:
        for shop in SHOPS:
            write_orders(args.folder / "inbox" / args.day, args.day, shop, spoil=False)


if __name__ == "__main__":
    main()
