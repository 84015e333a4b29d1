/** A page of the invented guide. */
export interface Page {
  readonly file: string;
  readonly title: string;
  readonly old: string;
  readonly like: string;
  readonly kilometres: number;
  readonly climb: string;
}

const PLACES = [
  "Gannet Head",
  "Old Customs House",
  "Lantern Steps",
  "Salt Pans",
  "Foxglove Lane",
  "Kelp Bay",
  "Widow's Chair",
  "North Mole",
  "Bell Rock",
  "Peat Road",
  "Seal Sands",
  "Harbour Wall",
] as const;

const WALKS = [
  {
    kind: "at dawn",
    like: "You walk towards the light, with the sea on your left, and meet nobody but gulls.",
    climb: "almost flat",
  },
  {
    kind: "with children",
    like: "There is something to climb every five minutes, and ice cream at the end.",
    climb: "with one short climb",
  },
  {
    kind: "in the rain",
    like: "Half of it is under beeches; the other half is why you brought a coat.",
    climb: "steep for the last third",
  },
  {
    kind: "by bicycle",
    like: "Downhill with the wind, uphill with a view, and a bench exactly where you want one.",
    climb: "with 120 m to climb",
  },
  {
    kind: "by moonlight",
    like: "The path is pale enough to see, the sea is not, and you will talk more quietly than you meant to.",
    climb: "flat, but for forty steps",
  },
] as const;

/** Every place, each kind of walk. */
export const PAGES: readonly Page[] = WALKS.flatMap(({ kind, like, climb }, round) =>
  PLACES.map((place, index) => {
    const title = `${place} ${kind}`;
    const kilometres = 2 + ((index * 7 + round * 5) % 11);
    return {
      file: `${title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}.md`,
      title,
      old: `Distance ${(kilometres * 0.621).toFixed(1)} miles, duration ${kilometres * 17} minutes.`,
      like,
      kilometres,
      climb,
    };
  }),
);
