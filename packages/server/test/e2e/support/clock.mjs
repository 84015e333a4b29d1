// Loaded before a server (`--import`): each SIGUSR2 sets its clock forward by 61 seconds.
const STEP_MS = 61_000;
const RealDate = Date;
let ahead = 0;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
  }
  static now() {
    return RealDate.now() + ahead;
  }
};

process.on("SIGUSR2", () => {
  ahead += STEP_MS;
});
