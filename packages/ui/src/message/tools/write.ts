import { nothing } from "lit";
import type { FaceOf } from "./face.ts";
import { fileBox } from "./file.ts";
import { pathLine } from "./path.ts";

/** A whole file written. When its result has a diff with the file before, that is shown instead. */
export const writeFace: FaceOf<"write"> = (view, call) => {
  const result = call.result?.view;
  const shownByResult = result?.kind === "diff" && (result.hunks.length > 0 || result.text !== undefined);
  return {
    icon: "file",
    title: call.name,
    summary: pathLine(view.path),
    open: true,
    ...(shownByResult
      ? {}
      : { asked: () => (view.text === "" ? nothing : fileBox(view.path, view.text, 1)) }),
    complete: result?.kind === "diff" && !shownByResult,
  };
};
