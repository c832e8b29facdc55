"""A dozen documents whose every word is known, for tests that must say exactly what is found."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallDocument:
    """A document as it is written to a file; `name` becomes its id."""

    name: str
    title: str
    paragraphs: tuple[str, ...]
    language: str = "en"
    published: str | None = None
    knowledge_type: str | None = None
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file's path in its folder."""
        return f"{self.name}.md"

    def markdown(self) -> str:
        """The file's text: front matter, then headings (lines that begin with #) and paragraphs."""
        fields: dict[str, object] = {"title": self.title, "language": self.language}
        if self.published:
            fields["published"] = self.published
        if self.knowledge_type:
            fields["knowledge type"] = self.knowledge_type
        if self.countries:
            fields["country"] = list(self.countries)
        if self.topics:
            fields["topics"] = list(self.topics)
        front = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
        return f"---\n{front}\n---\n\n" + "\n\n".join(self.paragraphs) + "\n"


SMALL_CORPUS = (
    SmallDocument(
        name="agency",
        title="A digital agency for open government",
        published="2014-05-31",
        knowledge_type="Country report",
        countries=("Mexico",),
        topics=("open government", "transparency", "government policies"),
        paragraphs=(
            "The government set up a digital agency, and its budget came from one ministry.",
            "## What the agency publishes",
            "Every contract above 100 thousand pesos appears on a public portal within a week of signature.",
            "The portal of the agency holds 1,000 contracts; the courts have quoted it twice.",
        ),
    ),
    SmallDocument(
        name="budget",
        title="Budget transparency before and after the reform",
        published="2016",
        knowledge_type="Country report",
        countries=("Kenya",),
        topics=("transparency", "participatory budgeting"),
        paragraphs=(
            "Counties open their budgets to residents, who vote on small projects.",
            "An agency that is digital in name only answered no letters. The government was not surprised.",
            "Taxes on fuel pay for the roads; a whole-of-government review of taxation is still to come.",
        ),
    ),
    SmallDocument(
        name="buses",
        title="Clean buses for a crowded valley",
        published="2019-03",
        knowledge_type="Case study",
        countries=("Colombia", "Chile"),
        topics=("public transport", "air quality"),
        paragraphs=(
            "Electric buses replaced 100 diesel ones, and passengers noticed the silence first.",
            "## Money",
            "The transport authority leases the batteries. No tax was raised.",
        ),
    ),
    SmallDocument(
        name="cycling",
        title="Cycling lanes that stayed",
        published="2021-06-01",
        knowledge_type="City profile",
        countries=("France",),
        topics=("cycling", "public transport"),
        paragraphs=(
            "Pop-up lanes for bicycles became permanent, mobility plans were rewritten, and transport by car fell.",
            "The city counted 1000 riders an hour on one bridge.",
        ),
    ),
    SmallDocument(
        name="declaration",
        title="Transparency as a duty",
        published="2016",
        knowledge_type="Policy brief",
        topics=("transparency",),
        paragraphs=("Open records, open meetings and an open mind are three different things.",),
    ),
    SmallDocument(
        name="escuelas",
        title="Las escuelas rurales y la participación de las familias",
        language="es",
        published="2012",
        knowledge_type="Case study",
        countries=("Peru",),
        topics=("education", "public participation"),
        paragraphs=(
            "Las organizaciones de vecinos pidieron más educación técnica para los niños de la montaña.",
            "La administración pública respondió con una transmisión de clases por radio.",
        ),
    ),
    SmallDocument(
        name="forets",
        title="Les forêts et l'économie du cacao",
        language="fr",
        published="2018-11-12",
        knowledge_type="Policy brief",
        countries=("Côte d'Ivoire",),
        topics=("forests", "agriculture"),
        paragraphs=(
            "L’État a classé des forêts que les planteurs avaient déjà défrichées ; les élus locaux l'ont appris tard.",
            "Les politiques économiques et l'agriculture ne se parlent guère.",
        ),
    ),
    SmallDocument(
        name="gestao",
        title="A gestão das águas na região seca",
        language="pt",
        published="2009",
        knowledge_type="Country report",
        countries=("Brazil",),
        topics=("water management",),
        paragraphs=(
            "As decisões sobre a água passam por comitês com participações de agricultores e municípios.",
            "A inovação veio das cisternas, que são simples e baratas.",
        ),
    ),
    SmallDocument(
        name="haushalt",
        title="Bürgerhaushalte in deutschen Städten",
        language="de",
        published="2011",
        knowledge_type="Case study",
        countries=("Germany",),
        topics=("participatory budgeting",),
        paragraphs=("Die Bürgerinnen schlugen Maßnahmen vor; über die größeren Vorhaben stimmte der Stadtrat ab.",),
    ),
    SmallDocument(
        name="undated",
        title="Notes on drinking water",
        topics=("water management",),
        paragraphs=("Water tariffs are taxes by another name, said the authority. Nobody is sure when.",),
    ),
    SmallDocument(
        name="zeta",
        title="Digital transport tickets",
        published="2019-03-15",
        knowledge_type="Case study",
        countries=("Kenya",),
        topics=("digital payments", "public transport"),
        paragraphs=(
            "Mobile money bought the tickets; transparency about fares came later.",
            "## Courts and contracts",
            "The supreme court read the contract aloud.",
        ),
    ),
)
