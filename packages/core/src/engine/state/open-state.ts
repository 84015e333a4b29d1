import type Database from "libsql";
import { IndexStore } from "./index-store.ts";
import { lockState } from "./lock.ts";
import { openIndex } from "./open-index.ts";
import { openUserData } from "./open-user-data.ts";

/** The state directory, held by this process. */
export interface OpenState {
  readonly store: IndexStore;
  readonly userData: Database.Database;
  close(): void;
}

/**
 * Locks the state directory and opens what lies in it.
 * @throws `VibeDeckError` `STATE_IN_USE`, `STATE_UNWRITABLE` or `STATE_BROKEN`.
 */
export function openState(directory: string): OpenState {
  const lock = lockState(directory);
  try {
    const userData = openUserData(directory);
    const store = new IndexStore(openIndex(directory));
    return {
      store,
      userData,
      close() {
        store.close();
        userData.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
