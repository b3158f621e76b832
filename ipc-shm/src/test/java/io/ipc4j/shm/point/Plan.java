package io.ipc4j.shm.point;

import java.util.Locale;

/**
 * Where a victim is to end or to stop: in what it is doing, at which point, reached by way of which
 * methods, for the how-manieth time.
 *
 * @param script what the victim does
 * @param point where
 * @param way the methods of this module that lead there, the last one first
 * @param occurrence 1 for the first time
 */
record Plan(Script script, CrashPoint point, String way, int occurrence) {
  /** How a plan begins that only looks which points there are. */
  static final String TRACE = "TRACE";

  /** A plan for the point that is reached as the how-manieth of all. */
  static String any(int reached) {
    return "ANY " + reached;
  }

  /** A plan for a point that is reached for the how-manieth time, whichever way. */
  static String time(CrashPoint point, int time) {
    return "TIME " + point + " " + time;
  }

  /** One line, without the script. */
  String text() {
    return String.format(Locale.ROOT, "%s %d %s", point, occurrence, way);
  }

  /** Reads {@link #text}. */
  static Plan of(Script script, String text) {
    String[] parts = text.split(" ", 3);
    return new Plan(script, CrashPoint.valueOf(parts[0]), parts[2], Integer.parseInt(parts[1]));
  }

  /** The same way there, another time. */
  Plan at(int time) {
    return new Plan(script, point, way, time);
  }

  @Override
  public String toString() {
    return script + " " + point.number() + " " + text();
  }
}
