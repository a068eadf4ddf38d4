"""Write the data of the example notebooks: small, synthetic, the same bytes every time.

Run it from anywhere: ``python examples/make_data.py``. Needs NumPy and pandas.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
DATA = HERE / "notebooks" / "data"
SEED = 1906


def main() -> None:
    """Write every data set, each from a random stream of its own."""
    DATA.mkdir(parents=True, exist_ok=True)
    streams = [np.random.default_rng([SEED, number]) for number in range(5)]
    write_answers(streams[0], DATA / "answers.sqlite")
    make_customers(streams[1]).to_csv(DATA / "customers.csv", index=False)
    make_demand(streams[2]).to_csv(DATA / "demand.csv", index=False)
    make_tickets(streams[3]).to_csv(DATA / "tickets.csv", index=False)
    make_probes(streams[4]).to_csv(DATA / "probes.csv", index=False)


def write_answers(rng: np.random.Generator, path: Path) -> None:
    """Write the learning platform's database: students in classes, items, and answers as the app logs them."""
    students = make_students(rng)
    items = make_items(rng)
    answers = make_answers(rng, students, items)
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    students.drop(columns="ability").to_sql("students", connection, index=False)
    items[["itm", "topic", "fmt"]].to_sql("items", connection, index=False)
    answers.to_sql("answers", connection, index_label="id")
    connection.close()


def make_students(rng: np.random.Generator) -> pd.DataFrame:
    """Give 12 classes of 16 students; a class shares a part of its students' ability."""
    shared = rng.normal(0, 0.55, size=12)
    rows = [
        (f"s{16 * group + place:03d}", f"{7 + group // 4}{'abcd'[group % 4]}", f"Y{7 + group // 4}", mean)
        for group, mean in enumerate(shared)
        for place in range(16)
    ]
    students = pd.DataFrame(rows, columns=["stu", "cls", "yr", "ability"])
    students["ability"] += rng.normal(0, 0.85, size=len(students))
    # the importer of one school writes the year in words
    late = students["cls"].isin(["8b", "8c"])
    students.loc[late, "yr"] = students.loc[late, "yr"].str.replace("Y", "Year ")
    return students


def make_items(rng: np.random.Generator) -> pd.DataFrame:
    """Give 22 items with a difficulty and a discrimination, which the database does not hold."""
    count = 22
    return pd.DataFrame(
        {
            "itm": [f"q{number:02d}" for number in range(1, count + 1)],
            "topic": np.resize(["fractions", "equations", "geometry", "percentages"], count),
            "fmt": rng.choice(["choice", "number"], size=count),
            "difficulty": rng.permutation(np.linspace(-1.9, 1.9, count)),
            "discrimination": rng.lognormal(0.1, 0.35, size=count),
        }
    )


def make_answers(rng: np.random.Generator, students: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Log about 85 % of all pairs, with skips, retries, resent rows, teachers' previews and gaps."""
    log = students[["stu", "ability"]].merge(items, how="cross").sample(frac=0.85, random_state=rng)
    retries = log.sample(frac=0.06, random_state=rng).assign(ability=lambda rows: rows["ability"] + 0.6)
    previews = log.sample(frac=0.02, random_state=rng).assign(ability=6.0, src="preview")
    log = pd.concat([log.assign(src="app"), retries.assign(src="app"), previews], ignore_index=True)
    size = len(log)
    log["hnt"] = np.where(happens(rng, size, 0.18), rng.integers(1, 3, size), np.nan)
    log["dev"] = rng.choice(["phone", "tablet", "Tablet", "web"], size=size, p=[0.35, 0.2, 0.05, 0.4])
    logit = log["discrimination"] * (log["ability"] - log["difficulty"]) - 0.4 * log["hnt"].fillna(0)
    right = rng.random(size) < 1 / (1 + np.exp(-logit))
    log["rslt"] = np.where(happens(rng, size, 0.03), "skipped", np.where(right, "correct", "wrong"))
    log["dur"] = np.round(rng.lognormal(3.4 + 0.15 * log["difficulty"] - 0.1 * right, 0.6)).clip(1)
    minutes = np.sort(rng.integers(0, 60 * 24 * 40, size))
    log["ts"] = (pd.Timestamp("2023-09-04") + pd.to_timedelta(minutes, unit="min")).strftime("%Y-%m-%d %H:%M")
    log.loc[happens(rng, size, 0.02), "rslt"] = None
    log.loc[happens(rng, size, 0.02), "dur"] = np.nan
    log.loc[happens(rng, size, 0.003), "dur"] = 3600
    resent = log.sample(frac=0.04, random_state=rng)
    columns = ["stu", "itm", "rslt", "dur", "hnt", "dev", "src", "ts"]
    return pd.concat([log, resent]).sort_values("ts", kind="stable")[columns].reset_index(drop=True)


def make_customers(rng: np.random.Generator) -> pd.DataFrame:
    """Give a broadband provider's customers, as its billing system exports them."""
    size = 1500
    months = np.minimum(rng.geometric(0.03, size), 84)
    contract = rng.choice(["monthly", "1 year", "2 years"], size=size, p=[0.5, 0.3, 0.2])
    plan = rng.choice(["Basic", "Family", "Fibre"], size=size, p=[0.4, 0.35, 0.25])
    fee = pd.Series(plan).map({"Basic": 19.9, "Family": 29.9, "Fibre": 44.9}) + rng.choice([0, 5, 10], size=size)
    calls, outages = rng.poisson(1.2, size), rng.poisson(0.8, size)
    logit = 0.05 * (fee - 30) + 0.5 * calls + 0.45 * outages - 0.035 * months + 1.5 * (contract == "monthly") - 2.1
    left = rng.random(size) < 1 / (1 + np.exp(-logit))
    paid = (fee * (months - 1)).round(2).astype(str)
    age = rng.normal(47, 15, size).clip(18, 95).round()
    return pd.DataFrame(
        {
            "Customer ID": [f"C-{number:05d}" for number in rng.permutation(90000)[:size]],
            "Age": np.where(happens(rng, size, 0.04), np.nan, age),
            "Region": rng.choice(["north", "south", "east", "west"], size=size),
            "Plan": np.where(happens(rng, size, 0.05), np.char.lower(plan), plan),
            "Contract": contract,
            "Payment ": rng.choice(["card", "debit", "invoice"], size=size, p=[0.4, 0.4, 0.2]),
            "Months": months,
            "Monthly Fee": fee.round(2),
            "Total Paid": paid.where(months > 1, " "),
            "GB": rng.lognormal(4.6, 0.7, size).round(1),
            "Support Calls": calls,
            "Outages": outages,
            "Churned": np.where(left, "Yes", "No"),
        }
    )


def make_demand(rng: np.random.Generator) -> pd.DataFrame:
    """Give five months of hourly electricity demand of a town, with its temperature and holidays."""
    hours = pd.date_range("2023-01-02", "2023-05-31 23:00", freq="h")
    day = np.arange(len(hours)) / 24
    hour, weekend = hours.hour.to_numpy(), hours.strftime("%a").isin(["Sat", "Sun"]).astype(int)
    noise = pd.Series(rng.normal(0, 0.5, len(hours))).ewm(alpha=0.08).mean().to_numpy() * 5
    temperature = 3 + 0.09 * day + 4 * np.sin((hour - 9) / 24 * 2 * np.pi) + noise
    holiday = pd.Series(hours.strftime("%m-%d")).isin(["01-06", "04-07", "04-10", "05-01", "05-18"]).to_numpy()
    shape = 9 * np.exp(-(((hour - 8.5) / 2.2) ** 2)) + 13 * np.exp(-(((hour - 18.5) / 2.8) ** 2))
    heating = 1.1 * np.clip(15 - temperature, 0, None)
    demand = 42 + shape * (1 - 0.35 * np.maximum(weekend, holiday)) + heating + rng.normal(0, 1.4, len(hours))
    frame = pd.DataFrame({"hour": hours.strftime("%Y-%m-%d %H:%M"), "demand_mw": demand.round(2)})
    frame["temperature_c"], frame["holiday"] = temperature.round(1), holiday.astype(int)
    # the meter was down for some single hours
    frame.loc[rng.choice(len(frame), 25, replace=False), "demand_mw"] = np.nan
    return frame


def make_tickets(rng: np.random.Generator) -> pd.DataFrame:
    """Give support tickets from phrases, some without a queue, some sent twice, some in the wrong queue."""
    phrases = json.loads((HERE / "ticket_phrases.json").read_text(encoding="utf-8"))
    queues = rng.choice(list(phrases["queues"]), size=620, p=[0.26, 0.26, 0.18, 0.16, 0.14])
    rows = [(*write_ticket(rng, phrases, queue), queue) for queue in queues]
    tickets = pd.DataFrame(rows, columns=["subject", "body", "queue"])
    channels = rng.choice(["mail", "form", "Form", "chat"], size=len(tickets), p=[0.5, 0.3, 0.05, 0.15])
    tickets.insert(0, "channel", channels)
    wrong = happens(rng, len(tickets), 0.05)
    tickets.loc[wrong, "queue"] = rng.choice(list(phrases["queues"]), size=int(wrong.sum()))
    tickets.loc[happens(rng, len(tickets), 0.06), "queue"] = None
    tickets = pd.concat([tickets, tickets.sample(18, random_state=rng)]).sample(frac=1, random_state=rng)
    tickets.insert(0, "ticket", range(50_001, 50_001 + len(tickets)))
    return tickets


def write_ticket(rng: np.random.Generator, phrases: dict[str, Any], queue: str) -> tuple[str, str]:
    """Put one ticket's subject and body together; one in five also mentions another matter."""
    own = phrases["queues"][queue]
    other = phrases["queues"][str(rng.choice(list(phrases["queues"])))]
    said = [str(text) for text in rng.choice(own["sentences"], size=rng.integers(1, 3), replace=False)]
    said += [str(rng.choice(other["sentences"]))] if happens(rng, 1, 0.2)[0] else []
    slots = {name: str(rng.choice(words)) for name, words in phrases["slots"].items()}
    around = [str(rng.choice(list(phrases[part]))) for part in ("openings", "closings", "signatures")]
    joint = "<br>" if happens(rng, 1, 0.15)[0] else "\n"
    body = joint.join(part for part in (around[0], " ".join(said), *around[1:]) if part).format(**slots)
    subject = str(rng.choice(own["subjects"])).format(**slots)
    return (subject.upper() if happens(rng, 1, 0.05)[0] else subject), body


def make_probes(rng: np.random.Generator) -> pd.DataFrame:
    """Give six weeks of hourly readings of three temperature probes beside a reference; they drift and spike."""
    hours = pd.date_range("2023-03-01", periods=24 * 42, freq="h")
    reference = 20 + 2 * np.sin(np.arange(len(hours)) / 24 * 2 * np.pi) + rng.normal(0, 0.2, len(hours)).cumsum() * 0.1
    frames = []
    for probe, (offset, weekly) in {"P1": (0.1, 0.02), "P2": (-0.3, 0.21), "P3": (0.4, -0.09)}.items():
        value = reference + offset + weekly * np.arange(len(hours)) / 168 + rng.normal(0, 0.15, len(hours))
        big, small = rng.choice(len(hours), 8, replace=False), rng.choice(len(hours), 30, replace=False)
        value[big] += rng.choice([-18, 18], 8)
        value[small] += rng.choice([-2.5, 2.5], 30)
        columns = {"time": hours.strftime("%Y-%m-%d %H:%M"), "probe": probe, "value": value.round(2)}
        frames.append(pd.DataFrame(columns | {"reference": reference.round(2)}))
    return pd.concat(frames).sort_values(["time", "probe"])


def happens(rng: np.random.Generator, size: int, share: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Draw which of ``size`` rows are among the given share of them."""
    return rng.random(size) < share


if __name__ == "__main__":
    main()
