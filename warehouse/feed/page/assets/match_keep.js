// A profile is kept where its owner says: in a file, or in this browser, which is asked for first. It is sent nowhere.

const NAME = "explore-roles-profile";
const LARGEST = 1_000_000; // bytes; honest ones have a thousandth of it

/** Returns what this browser keeps, or null; `broken` where it is there and cannot be read. */
export function kept() {
  try {
    const text = localStorage.getItem(NAME);
    return text === null ? null : { stated: JSON.parse(text) };
  } catch {
    return { broken: true };
  }
}

/** Keeps the profile in this browser; returns whether it could. */
export function keep(profile) {
  try {
    localStorage.setItem(NAME, JSON.stringify(profile));
    return true;
  } catch {
    return false;
  }
}

/** Has this browser keep it no more. */
export function forget() {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // it keeps nothing anyway
  }
}

/** Has the browser save the profile as a file. */
export function save(profile) {
  const address = URL.createObjectURL(new Blob([`${JSON.stringify(profile, null, 1)}\n`], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "profile.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Returns what a file states. Raises an Error that says why it cannot be. */
export async function load(file) {
  if (file.size > LARGEST) throw new Error("It is larger than a megabyte: that is no profile.");
  let text;
  try {
    text = await file.text();
  } catch {
    throw new Error("It could not be read.");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("It is no JSON. Save a profile here first to see what one looks like.");
  }
}
