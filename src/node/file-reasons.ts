/** What codes of the file system mean, in words. */
const reasons: Readonly<Record<string, string>> = {
  EISDIR: "a folder",
  ENOTDIR: "its folder is a file",
  EEXIST: "a file is in the way",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "a read-only file system",
  ENOSPC: "no space left",
  EFBIG: "too large for the file system",
  ELOOP: "links that lead in a circle",
  ENAMETOOLONG: "the name is too long",
};

/** Why the file system refused, in words where there are some; `absent` is what is not there. */
export function fileReason(code: string, absent: "no such file" | "no such folder"): string {
  return code === "ENOENT" ? absent : (reasons[code] ?? `an error (${code})`);
}
