import { describe, expect, it } from 'vitest';
import { ago, byName, countdown, duration, instant, millis, roughly, size } from './format';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('countdown', () => {
  it('shows every second, rounded up, and never goes below zero', () => {
    expect(countdown(43 * MINUTE + 12_000)).toBe('43:12');
    expect(countdown(11_001)).toBe('0:12');
    expect(countdown(2 * HOUR + 3 * MINUTE + 4000)).toBe('2:03:04');
    expect(countdown(6 * DAY)).toBe('6 days');
    expect(countdown(-5)).toBe('0:00');
  });
});

describe('times', () => {
  it('are read as Rust writes them, to the millisecond, and written in the same form', () => {
    expect(millis('2026-03-01T12:00:00Z')).toBe(Date.UTC(2026, 2, 1, 12));
    expect(millis('2026-03-01T12:00:00.123456789Z')).toBe(Date.UTC(2026, 2, 1, 12, 0, 0, 123));
    expect(instant(Date.UTC(2026, 2, 1, 12))).toBe('2026-03-01T12:00:00.000Z');
  });
});

describe('lists', () => {
  it('say roughly how long', () => {
    expect(roughly(500)).toBe('1 s');
    expect(roughly(59 * MINUTE)).toBe('59 min');
    expect(roughly(DAY)).toBe('1 day');
    expect(roughly(900 * DAY)).toBe('2 years');
    expect(ago(instant(1000), 3000)).toBe('just now');
    expect(ago(instant(0), 2 * MINUTE)).toBe('2 min ago');
  });

  it('sort numbers in names as numbers', () => {
    expect(['user-10', 'User-2', 'user-1'].sort(byName)).toEqual(['user-1', 'User-2', 'user-10']);
  });
});

describe('figures of an answer', () => {
  it('keep three digits', () => {
    expect(size(812)).toBe('812 B');
    expect(size(1234)).toBe('1.2 KB');
    expect(size(104_857_600)).toBe('105 MB');
    expect(duration(83.7)).toBe('84 ms');
    expect(duration(1240)).toBe('1.24 s');
  });
});
