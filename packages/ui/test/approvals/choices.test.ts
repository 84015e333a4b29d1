import { describe, expect, it } from "vitest";
import { answerOf, answersOf, NO_CHOICE, pick, pickOther } from "../../src/approvals/choices.ts";
import { QUESTIONS } from "../approvals-fixture.ts";

const [ONE, SEVERAL] = QUESTIONS;
if (ONE === undefined || SEVERAL === undefined) throw new Error("The fixture has two questions");

describe("choices", () => {
  it("hold one option of a question with one answer", () => {
    const choice = pick(ONE, pick(ONE, NO_CHOICE, 0), 1);

    expect(answerOf(ONE, choice)).toBe("PostgreSQL");
  });

  it("hold several of a question with several, in the order of the options", () => {
    const choice = pick(SEVERAL, pick(SEVERAL, NO_CHOICE, 2), 0);

    expect(answerOf(SEVERAL, choice)).toBe("Linux, Windows");
    expect(answerOf(SEVERAL, pick(SEVERAL, choice, 2))).toBe("Linux");
    expect(answerOf(SEVERAL, pick(SEVERAL, pick(SEVERAL, choice, 0), 2))).toBeUndefined();
  });

  it("take words of one's own instead of an option, or beside several", () => {
    const words = { ...NO_CHOICE, other: " DuckDB " };

    expect(answerOf(ONE, pickOther(ONE, pick(ONE, words, 0), true))).toBe("DuckDB");
    expect(answerOf(SEVERAL, pickOther(SEVERAL, pick(SEVERAL, words, 0), true))).toBe("Linux, DuckDB");
    expect(answerOf(ONE, pickOther(ONE, { ...NO_CHOICE, other: "  " }, true))).toBeUndefined();
  });

  it("are answers once every question has one, whatever the questions are called", () => {
    const odd = { ...ONE, question: "__proto__" };
    const choices = [pick(odd, NO_CHOICE, 0)];

    expect(answersOf([odd, SEVERAL], choices)).toBeUndefined();
    expect(JSON.stringify(answersOf([odd], choices))).toBe('{"__proto__":"SQLite"}');
  });
});
