// Times, durations and sizes as a person reads them. Times come and go as texts of RFC 3339; only
// here do they become milliseconds since 1970, to reckon with.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const millis = (at: string): number => Date.parse(at);
export const instant = (at: number | string): string => new Date(at).toISOString();

/** A countdown that changes every second: `43:12`, `2:03:04`, `6 days`. Never negative. */
export function countdown(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / SECOND) * SECOND);
  if (left >= 2 * DAY) return `${Math.floor(left / DAY)} days`;
  const h = Math.floor(left / HOUR);
  const m = Math.floor((left % HOUR) / MINUTE);
  const s = Math.floor((left % MINUTE) / SECOND);
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Roughly how long, for a list: `43 min`, `6 days`, `12 s`. */
export function roughly(ms: number): string {
  const long = Math.abs(ms);
  if (long < MINUTE) return `${Math.max(1, Math.ceil(long / SECOND))} s`;
  if (long < HOUR) return `${Math.floor(long / MINUTE)} min`;
  if (long < DAY) return `${Math.floor(long / HOUR)} h`;
  const days = Math.floor(long / DAY);
  if (days < 60) return days === 1 ? '1 day' : `${days} days`;
  if (days < 730) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(days / 365)} years`;
}

/** `2 min ago`, `just now`. */
export function ago(at: string, now: number): string {
  const past = now - millis(at);
  return past < 5 * SECOND ? 'just now' : `${roughly(past)} ago`;
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const dayAndTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const justDay = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const weekday = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
});

export const time = (at: string) => clock.format(millis(at));
export const day = (at: string) => justDay.format(millis(at));
export const dateTime = (at: string) => dayAndTime.format(millis(at));

/** The heading of a day in a list: `Today`, `Yesterday`, `Monday, 3 March`. */
export function dayName(at: string, now: number): string {
  const start = new Date(now).setHours(0, 0, 0, 0);
  const then = millis(at);
  if (then >= start) return 'Today';
  if (then >= start - DAY) return 'Yesterday';
  return weekday.format(then);
}

/** `84 ms`, `1.24 s`, `2 min 3 s`. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(2)} s`;
  return `${Math.floor(ms / MINUTE)} min ${Math.round((ms % MINUTE) / SECOND)} s`;
}

/** Decimal units, as download tools show them: `812 B`, `1.2 KB`, `104 MB`. */
export function size(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const shown = unit === 0 || value >= 100 ? String(Math.round(value)) : value.toFixed(1);
  return `${shown} ${units[unit]}`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** The order of names as a person expects it: `user-2` before `user-10`. */
export const byName = (a: string, b: string) => names.compare(a, b);

const two = (n: number) => String(n).padStart(2, '0');
