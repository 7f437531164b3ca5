/**
 * What Luigi takes as a DateInterval, by its form, without anchors: a year, month, week or day, or two days with a hyphen between.
 * Whether the days exist is another matter.
 */
export const DATE_INTERVAL_FORM = '[0-9]{4}(-[0-9]{2}|-W[0-9]{2}|-[0-9]{2}-[0-9]{2}(-[0-9]{4}-[0-9]{2}-[0-9]{2})?)?';
