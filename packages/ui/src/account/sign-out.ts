import { asApiError, type Http } from "../app/http.ts";
import { forgetReader } from "../app/reader.ts";

/**
 * Ends the sign-in, forgets what this browser keeps of the person, and goes to where one signs in.
 * @throws `ApiError` when the server did not do it: then nothing is forgotten.
 */
export async function signOut(http: Http): Promise<void> {
  let url: unknown;
  try {
    ({ url } = await http.send<{ readonly url?: unknown }>("POST", "auth/logout", {}));
  } catch (error) {
    // It had ended before: the wish still holds.
    if (asApiError(error).status !== 401) throw error;
  }
  forgetReader();
  location.assign(signedOutPage(url, `${http.base}auth/sign-in?signed_out`));
}

/** The provider's own page where it has one. */
export function signedOutPage(url: unknown, ours: string): string {
  if (typeof url !== "string" || !URL.canParse(url)) return ours;
  return /^https?:$/.test(new URL(url).protocol) ? url : ours;
}
