/** Prints what a test measured: a bound that is kept says nothing about how far away it is. */
export function tell(figures: string): void {
  process.stderr.write(`  ${figures}\n`);
}
