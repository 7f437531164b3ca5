/**
 * What no value of a job's parameter may hold: control characters (also what ends a line), halves of surrogate pairs, and what changes the
 * direction of text. Nobody could see what runs.
 */
export const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]/u;
