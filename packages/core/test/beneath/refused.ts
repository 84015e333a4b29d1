import { FileRefused, type OpenableRoot, type OpenOptions, openBeneath } from "@vibedeck/core/host";

/** Why a path was refused, or what could be read of it. */
export function outcome(root: OpenableRoot, relativePath: string, options?: OpenOptions): string {
  try {
    using file = openBeneath(root, relativePath, options);
    const bytes = Buffer.alloc(100);
    return `read: ${bytes.toString("utf8", 0, file.read(bytes, 0))}`;
  } catch (error) {
    if (error instanceof FileRefused) return error.reason;
    throw error;
  }
}
