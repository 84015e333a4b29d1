import type { Logger } from "@vibedeck/core";

/** A logger whose every line says which backend it is about. */
export function loggerFor(backend: string, logger: Logger): Logger {
  return {
    debug: (fields, message) => logger.debug({ ...fields, backend }, message),
    info: (fields, message) => logger.info({ ...fields, backend }, message),
    warn: (fields, message) => logger.warn({ ...fields, backend }, message),
    error: (fields, message) => logger.error({ ...fields, backend }, message),
  };
}
