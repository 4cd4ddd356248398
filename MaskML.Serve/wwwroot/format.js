const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** 0.9834 as "98.3 %". Values below 1 are never rounded up to 100 %. */
export function percent(share, digits = 1) {
  const scale = 10 ** digits;
  const value = share < 1 ? Math.min(Math.round(share * 100 * scale), 100 * scale - 1) / scale : 100;
  return `${value.toFixed(digits)}\u00a0%`;
}

/** Bytes as "840 kB" or "3.2 MB". */
export const size = bytes => bytes < 1e6 ? `${Math.round(bytes / 1e3)}\u00a0kB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`;

/** The first characters of a hash, enough to distinguish models. */
export const short = sha256 => sha256.slice(0, 8);

/** A time in the time zone of the browser. */
export const moment = text => date.format(new Date(text));

/** The time of day only, for recent events. */
export const timeOfDay = text => clock.format(new Date(text));

/** "1 face", "2 faces". */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
