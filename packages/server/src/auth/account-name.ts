import type { Identity } from "@vibedeck/core";

/** Characters of each part that are shown. */
const MAX = 100;

/** What an account is called at the provider, for its person to tell it from their others: name and id as it sent them. */
export function accountName({ name, id }: Identity): string {
  const [called, known] = [shown(name), shown(typeof id === "number" ? String(id) : id)];
  if (called === "" || called === known) return known === "" ? "an account without a name" : known;
  return known === "" ? called : `${called} (${known})`;
}

/** Without what breaks lines or turns the direction of writing. */
function shown(value: unknown): string {
  if (typeof value !== "string") return "";
  const characters = [...value.slice(0, 4 * MAX).replaceAll(/\p{C}/gu, "")];
  return characters.length <= MAX ? characters.join("") : `${characters.slice(0, MAX).join("")}…`;
}
