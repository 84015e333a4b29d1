type Version = readonly [number, number, number];

/** The oldest engine that is known to do all that is asked of it. */
const OLDEST_ENGINE: Version = [20, 10, 0];

/** gVisor's releases are dates; what is older than this is never mended any more. */
const OLDEST_GVISOR = 20_230_101;

/** Fixed releases of runc's lines, for what was found in November 2025 (CVE-2025-31133, -52565, -52881). */
const RUNC_1_2: Version = [1, 2, 8];
const RUNC_1_3: Version = [1, 3, 3];
/** For CVE-2024-21626. */
const RUNC_1_1: Version = [1, 1, 12];

/** Why an engine is too old; `undefined` for one that will do and for a version that is not understood. */
export function engineProblem(version: string): string | undefined {
  const found = numbers(version);
  if (found === undefined || !isBefore(found, OLDEST_ENGINE)) return undefined;
  return "it is older than 20.10, with which nothing was tried";
}

/** Why a runc is too old, with what was found in it; `undefined` as above. */
export function runcProblem(version: string): string | undefined {
  const found = numbers(version);
  if (found === undefined) return undefined;
  if (isBefore(found, RUNC_1_1)) return "CVE-2024-21626 is mended in 1.1.12";
  const [major, minor] = found;
  const mended = major === 1 && minor === 3 ? RUNC_1_3 : RUNC_1_2;
  if (!isBefore(found, mended)) return undefined;
  return "CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881 are mended in 1.2.8 and 1.3.3";
}

/** The date in what `runsc --version` prints, as a number: 20221219. */
export function gvisorRelease(text: string): number | undefined {
  const date = /^runsc version \D*(?:\d+\.\d+~)?(\d{8})(?!\d)/m.exec(text)?.[1];
  return date === undefined ? undefined : Number(date);
}

/** Whether a release of gVisor is one that is not looked after any more. */
export function isOldGvisor(release: number): boolean {
  return release < OLDEST_GVISOR;
}

/** `20221219` as people write it: `2022-12-19`. */
export function releaseText(release: number): string {
  return String(release).replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
}

function numbers(version: string): Version | undefined {
  const match = /^v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

function isBefore(one: Version, other: Version): boolean {
  const at = one.findIndex((number, index) => number !== other[index]);
  return at !== -1 && (one[at] ?? 0) < (other[at] ?? 0);
}
