// Kinds of employment, in words.

export const EMPLOYMENT = {
  FULL_TIME: "full time",
  PART_TIME: "part time",
  CONTRACTOR: "contract",
  TEMPORARY: "temporary",
  INTERN: "internship",
  VOLUNTEER: "volunteer",
  PER_DIEM: "by the day",
  OTHER: "another kind of employment",
};
