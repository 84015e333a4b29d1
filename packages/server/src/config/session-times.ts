/** Seconds without use after which a sign-in ends, where nothing else is said. */
export const DEFAULT_IDLE: number = 7 * 86_400;

/** Seconds after which a sign-in ends in any case, where nothing else is said. */
export const DEFAULT_MAX: number = 30 * 86_400;
