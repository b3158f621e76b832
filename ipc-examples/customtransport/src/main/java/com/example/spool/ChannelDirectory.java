package com.example.spool;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one channel: the names in it, and who of them lives. Immutable, safe for any
 * thread.
 *
 * @param path the directory
 */
record ChannelDirectory(Path path) {
  private static final String END = ".end";
  private static final String LOCK = ".lock";
  private static final String LINK = ".link";
  private static final String UNFINISHED = ".new";
  private static final long UNFINISHED_MILLIS = 10_000;

  /**
   * The name of a link.
   *
   * @param connector the id of the end that made it
   * @param listener the id of the end that it was made for
   */
  record LinkName(String connector, String listener) {
    boolean isOf(String id) {
      return connector.equals(id) || listener.equals(id);
    }

    String other(String id) {
      return connector.equals(id) ? listener : connector;
    }
  }

  /**
   * What is in the directory.
   *
   * @param ends the ids of ends, dead ones too
   * @param links the links
   */
  record Content(List<String> ends, List<LinkName> links) {}

  /** The file with the card of an end. */
  Path end(String id) {
    return path.resolve(id + END);
  }

  /** The file that is locked while that end lives. */
  Path lock(String id) {
    return path.resolve(id + LOCK);
  }

  Path link(LinkName name) {
    return path.resolve(name.connector() + "_" + name.listener() + LINK);
  }

  /** The file that the one receiver or responder locks. */
  Path receiverLock() {
    return path.resolve("receiver");
  }

  boolean lives(String id) {
    return Presence.isHeld(lock(id));
  }

  /** Shows an end to the others, from one moment to the next. */
  void announce(String id, Card card) {
    byte[] text = card.encode().getBytes(StandardCharsets.UTF_8);
    SpoolFiles.publish(text, text.length, path.resolve(id + UNFINISHED), end(id));
  }

  /** The card of a living end; null if it is not, or not any more, there. */
  @Nullable Card card(String id) {
    if (!lives(id)) {
      return null;
    }
    String text = SpoolFiles.readText(end(id));
    return text == null ? null : Card.decode(text, end(id).toString());
  }

  Content list() {
    List<String> ends = new ArrayList<>();
    List<LinkName> links = new ArrayList<>();
    String[] names = path.toFile().list();
    for (String name : names == null ? new String[0] : names) {
      if (name.endsWith(END)) {
        ends.add(name.substring(0, name.length() - END.length()));
      } else if (name.endsWith(LINK)) {
        String[] ids = name.substring(0, name.length() - LINK.length()).split("_", -1);
        if (ids.length == 2) {
          links.add(new LinkName(ids[0], ids[1]));
        }
      }
    }
    return new Content(ends, links);
  }

  /** Removes what belongs to nobody who lives. */
  void clean() {
    Content content = list();
    for (LinkName name : content.links()) {
      if (!lives(name.connector()) && !lives(name.listener())) {
        SpoolFiles.delete(link(name));
      }
    }
    for (String id : content.ends()) {
      if (!lives(id)) {
        SpoolFiles.delete(end(id));
        SpoolFiles.delete(lock(id));
      }
    }
    long old = System.currentTimeMillis() - UNFINISHED_MILLIS;
    File[] others = path.toFile().listFiles((folder, name) -> isUnfinished(name));
    for (File file : others == null ? new File[0] : others) {
      if (file.lastModified() < old && !Presence.isHeld(file.toPath())) {
        SpoolFiles.delete(file.toPath());
      }
    }
  }

  /** What somebody is making just now, or died while making it. */
  private boolean isUnfinished(String name) {
    return name.endsWith(UNFINISHED)
        || (name.endsWith(LOCK)
            && !end(name.substring(0, name.length() - LOCK.length())).toFile().exists());
  }
}
