package io.ipc4j.examples.chat;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.error.IpcException;
import io.ipc4j.examples.chat.Line.Kind;
import io.ipc4j.examples.chat.Manners.Refusal;
import io.ipc4j.examples.chat.Reply.Reason;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows and decides: rooms, members, and the answer to each request. Knows nothing
 * of channels. Belongs to the server's thread.
 */
final class Rules {
  /** How long the place of somebody is kept whose link broke. */
  static final Duration GRACE = Duration.ofSeconds(1);

  private static final int MOST_ROOMS = 100;

  private final Function<String, Room.Voice> voices;
  private final int keep;
  private final InstantSource clock;
  private final RandomGenerator random = new SecureRandom();
  private final long life = random.nextLong();
  private final Map<Long, Member> members = new HashMap<>();
  private final Map<String, Room> rooms = new LinkedHashMap<>();

  /**
   * Makes an empty chat.
   *
   * @param voices opens the voice of a room by its name
   * @param keep how many lines the history of a room holds
   */
  Rules(Function<String, Room.Voice> voices, int keep, InstantSource clock) {
    this.voices = voices;
    this.keep = keep;
    this.clock = clock;
  }

  /**
   * Answers a request.
   *
   * @param from over which link it came
   * @param present the links that are there now
   * @return the answer, or null for a {@link Request.Listen} that may be held
   */
  @Nullable Reply answer(Request request, PeerInfo from, Collection<PeerInfo> present) {
    try {
      return switch (request) {
        case Request.Join r -> join(r, from, present);
        case Request.Say r -> once(member(r.ticket(), from), r.number(), who -> say(who, r));
        case Request.Tell r -> once(member(r.ticket(), from), r.number(), who -> tell(who, r));
        case Request.Rename r -> once(member(r.ticket(), from), r.number(), who -> rename(who, r));
        case Request.Who r -> who(member(r.ticket(), from).room);
        case Request.Rooms r -> rooms(member(r.ticket(), from));
        case Request.Fetch r -> {
          Room room = member(r.ticket(), from).room;
          yield new Reply.Lines(room.name, room.after(r.after()), room.last());
        }
        case Request.Listen r -> news(member(r.ticket(), from), r.heard(), false);
        case Request.Leave r -> {
          Member who = member(r.ticket(), from);
          leave(who, "");
          yield new Reply.Done(who.room.last());
        }
      };
    } catch (Refusal e) {
      return e.reply();
    }
  }

  private Member member(long ticket, PeerInfo from) throws Refusal {
    Member member = members.get(ticket);
    if (member == null) {
      throw new Refusal(Reason.UNKNOWN_TICKET, "join first");
    }
    member.peer = from;
    member.goneSince = 0;
    return member;
  }

  // --- coming and going ---

  private Reply join(Request.Join request, PeerInfo from, Collection<PeerInfo> present)
      throws Refusal {
    String name = Manners.name(request.name());
    String roomName = Manners.room(request.room());
    Member known = members.get(request.ticket());
    if (known == null) {
      known = enter(name, roomName, from, present);
    } else {
      Member member = member(request.ticket(), from);
      Room room = room(roomName);
      if (!member.room.name.equals(roomName)) {
        depart(member, "went to " + roomName);
        arrive(member, room);
      }
    }
    Room room = known.room;
    return new Reply.Joined(known.ticket, life, known.name, room.name, room.after(0), room.last());
  }

  private Member enter(String name, String roomName, PeerInfo from, Collection<PeerInfo> present)
      throws Refusal {
    Member holder = find(name);
    if (holder != null) {
      if (isThere(holder, present)) {
        throw new Refusal(Reason.NAME_TAKEN, holder.name + " is here already: take another name");
      }
      leave(holder, "connection lost");
    }
    Room room = room(roomName);
    long ticket = random.nextLong(1, Long.MAX_VALUE);
    Member member = new Member(ticket, name, room, from);
    members.put(ticket, member);
    arrive(member, room);
    return member;
  }

  private void arrive(Member member, Room room) {
    member.room = room;
    room.members.add(member);
    room.add(clock.millis(), Kind.JOINED, member.name, "");
  }

  private void depart(Member member, String why) {
    member.room.members.remove(member);
    member.room.add(clock.millis(), Kind.LEFT, member.name, why);
  }

  private void leave(Member member, String why) {
    members.remove(member.ticket);
    depart(member, why);
  }

  private Room room(String name) throws Refusal {
    Room room = rooms.get(name);
    if (room == null) {
      if (rooms.size() == MOST_ROOMS && !closeAnEmptyRoom()) {
        throw Manners.notAllowed("there are " + MOST_ROOMS + " rooms already");
      }
      try {
        room = new Room(name, voices.apply(name), keep);
      } catch (IpcException e) {
        throw Manners.notAllowed("the server can't open room " + name + ": " + e.getMessage());
      }
      rooms.put(name, room);
    }
    return room;
  }

  private boolean closeAnEmptyRoom() {
    for (Room room : rooms.values()) {
      if (room.members.isEmpty()) {
        room.close();
        return rooms.remove(room.name, room);
      }
    }
    return false;
  }

  /**
   * Looks for members whose link is gone, and lets them leave who don't come back.
   *
   * @param present the links that are there now
   */
  void lookAround(Collection<PeerInfo> present) {
    long now = clock.millis();
    for (Member member : List.copyOf(members.values())) {
      if (isThere(member, present)) {
        member.goneSince = 0;
      } else if (member.goneSince == 0) {
        member.goneSince = now;
      } else if (now - member.goneSince >= GRACE.toMillis()) {
        leave(member, "connection lost");
      }
    }
  }

  /** A link is known by its peer and by its age; what else is known of it changes. */
  private static boolean isThere(Member member, Collection<PeerInfo> present) {
    PeerInfo own = member.peer;
    return present.stream()
        .anyMatch(other ->
            other.name().equals(own.name())
                && other.pid().equals(own.pid())
                && other.since().equals(own.since()));
  }

  private @Nullable Member find(String name) {
    String same = Manners.sameName(name);
    return members.values().stream()
        .filter(member -> Manners.sameName(member.name).equals(same))
        .findFirst()
        .orElse(null);
  }

  // --- talking ---

  /** What a member does, which may be refused. */
  private interface Deed {
    Reply by(Member member) throws Refusal;
  }

  /** Does what has this number, unless it was done before. */
  private static Reply once(Member member, long number, Deed deed) {
    Reply known = member.answered(number);
    if (known != null) {
      return known;
    }
    Reply reply;
    try {
      reply = deed.by(member);
    } catch (Refusal e) {
      reply = e.reply();
    }
    member.remember(number, reply);
    return reply;
  }

  private Reply say(Member who, Request.Say request) throws Refusal {
    Kind kind = request.action() ? Kind.DID : Kind.SAID;
    who.room.add(clock.millis(), kind, who.name, Manners.text(request.text()));
    return new Reply.Done(who.room.last());
  }

  private Reply tell(Member who, Request.Tell request) throws Refusal {
    String text = Manners.text(request.text());
    Member to = find(request.to());
    if (to == null) {
      throw Manners.notAllowed("nobody here is called " + Manners.name(request.to()));
    }
    if (!to.whisper(clock.millis(), who.name, text)) {
      throw Manners.notAllowed(to.name + " does not listen: the mailbox is full");
    }
    return new Reply.Done(who.room.last());
  }

  private Reply rename(Member who, Request.Rename request) throws Refusal {
    String name = Manners.name(request.name());
    Member holder = find(name);
    if (holder != null && holder != who) {
      throw new Refusal(Reason.NAME_TAKEN, holder.name + " is here already: take another name");
    }
    String before = who.name;
    who.name = name;
    who.room.add(clock.millis(), Kind.RENAMED, before, name);
    return new Reply.Done(who.room.last());
  }

  private static Reply who(Room room) {
    return new Reply.Listed(room.members.stream().map(m -> m.name).sorted().toList());
  }

  private Reply rooms(Member who) {
    List<String> entries = new ArrayList<>();
    for (Room room : rooms.values()) {
      String here = room == who.room ? " (you are here)" : "";
      entries.add(room.name + ": " + room.members.size() + here);
    }
    return new Reply.Listed(entries);
  }

  // --- what is new ---

  /**
   * Answers a request that was held, if there is something new.
   *
   * @param now whether to answer even if there is nothing
   * @return the answer, or null to hold it further
   */
  @Nullable Reply news(Request.Listen listen, boolean now) {
    Member member = members.get(listen.ticket());
    return member == null
        ? new Reply.Refused(Reason.UNKNOWN_TICKET, "join first")
        : news(member, listen.heard(), now);
  }

  private static @Nullable Reply news(Member member, long heard, boolean now) {
    List<Whisper> whispers = member.whispers(heard);
    return now || !whispers.isEmpty() || member.room.isBehind()
        ? new Reply.News(whispers, member.room.name, member.room.last())
        : null;
  }

  /** Everybody who listens was told of what is new. */
  void told() {
    rooms.values().forEach(Room::caughtUp);
  }
}
