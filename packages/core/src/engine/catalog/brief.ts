import type { SessionFacts } from "../../session.ts";

/** The few facts that sorting and linking need, so that the rest can stay text until somebody looks. */
export interface Brief {
  readonly hidden?: true;
  /** Times of the first and last message; milliseconds since the epoch. */
  readonly firstAt?: number;
  readonly lastAt?: number;
  readonly parentId?: string;
  /** The file holds titles of other sessions. */
  readonly titles?: true;
}

/** Nothing is known. */
export const NO_BRIEF: Brief = Object.freeze({});

export function briefOf(facts: SessionFacts): Brief {
  const { hidden, firstMessageAt, lastMessageAt, parentId, titlesFor } = facts;
  return {
    ...(hidden === undefined ? {} : { hidden: true }),
    ...(firstMessageAt === undefined ? {} : { firstAt: firstMessageAt }),
    ...(lastMessageAt === undefined ? {} : { lastAt: lastMessageAt }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(titlesFor === undefined || titlesFor.length === 0 ? {} : { titles: true }),
  };
}
