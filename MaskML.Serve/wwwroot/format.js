const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** 0.9834 as "98.3 %". What is not certain is never rounded up to certainty. */
export function percent(share, digits = 1) {
  const scale = 10 ** digits;
  const value = share < 1 ? Math.min(Math.round(share * 100 * scale), 100 * scale - 1) / scale : 100;
  return `${value.toFixed(digits)}\u00a0%`;
}

/** Bytes as "840 kB" or "3.2 MB". */
export const size = bytes => bytes < 1e6 ? `${Math.round(bytes / 1e3)}\u00a0kB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`;

/** The first letters of a hash, enough to tell models apart. */
export const short = sha256 => sha256.slice(0, 8);

/** A time of an answer, in the zone of who reads it. */
export const moment = text => date.format(new Date(text));

/** The same, for things that happened just now. */
export const timeOfDay = text => clock.format(new Date(text));

/** "1 face", "2 faces". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
