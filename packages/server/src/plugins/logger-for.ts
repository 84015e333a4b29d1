import type { Logger } from "@vibedeck/core";

/** A logger whose every line says which plugin it is about. */
export function loggerFor(plugin: { readonly [kind: string]: string }, logger: Logger): Logger {
  return {
    debug: (fields, message) => logger.debug({ ...fields, ...plugin }, message),
    info: (fields, message) => logger.info({ ...fields, ...plugin }, message),
    warn: (fields, message) => logger.warn({ ...fields, ...plugin }, message),
    error: (fields, message) => logger.error({ ...fields, ...plugin }, message),
  };
}
