package io.ipc4j.examples.chat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.Message;
import io.ipc4j.error.IpcCorruptException;
import io.ipc4j.error.IpcLinkLostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A client's part of the chat: one thread that takes one event after another, so that nothing here
 * needs a lock. What others do (type, hear, reply) arrives as an {@link Event}.
 *
 * <p><b>State.</b> Joining, or in a room; at most one request of the person's and one of each other
 * kind outstanding. A broken connection makes it join again with the same ticket, and repeat the
 * person's request under the same number. <b>If the process dies here</b>, the server sees its
 * links go.
 */
final class Conversation {
  private static final Duration TRY_AGAIN = Duration.ofMillis(100);
  private static final int TYPED_AHEAD = 64;
  private static final int HEARD_AHEAD = 1000;

  /** A request of the person's: made of a ticket, and with what to show when it is done. */
  private record Deed(LongFunction<Request> request, String shownWhenDone) {}

  private final Ipc ipc;
  private final Asking server;
  private final Screen screen;
  private final Paint paint;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Semaphore typing = new Semaphore(TYPED_AHEAD);
  private final Semaphore hearing = new Semaphore(HEARD_AHEAD);
  private final Deque<String> typed = new ArrayDeque<>();

  private String name;
  private String room;
  private long ticket = Request.NO_TICKET;
  private long life;
  private RoomView view;
  private @Nullable Hearing ear;
  private int visit;
  private boolean joining = true;
  private boolean joinSent;
  private boolean fetching;
  private boolean leaving;
  private @Nullable Deed deed;
  private long numbers;
  private long heard;
  private long lastDone;
  private boolean inputEnded;
  private final Silence silence = new Silence();
  private @Nullable Integer exitCode;

  Conversation(Ipc ipc, Screen screen, String name, String room) {
    this.ipc = ipc;
    this.server = new Asking(ipc, events::add);
    this.screen = screen;
    this.paint = screen.paint();
    this.name = name;
    this.room = room;
    this.view = viewAfter(0);
  }

  // --- what others call ---

  /** Reads what is typed until the end of the input or {@code /quit}. For a thread of its own. */
  void readAll() {
    typing.acquireUninterruptibly();
    String text = screen.read();
    while (text != null && !(Typed.parse(text) instanceof Typed.Quit)) {
      events.add(new Event.Entered(text));
      typing.acquireUninterruptibly();
      text = screen.read();
    }
    events.add(new Event.EndOfInput());
  }

  /** Asks for the end. Any thread. */
  void stop() {
    events.add(new Event.Stop());
  }

  /**
   * Talks until the person leaves.
   *
   * @return the exit code: 0, or 1 if the server refused the name or something was left unsaid
   */
  int run() throws InterruptedException {
    while (exitCode == null) {
      if (joining && !joinSent) {
        joinSent = server.tryToAsk(new Request.Join(name, room, ticket));
      }
      Event event = events.poll(TRY_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
      if (event != null) {
        take(event);
      }
      silence.remark(joining && !joinSent, server.transport()).ifPresent(this::note);
      goOn();
    }
    return exitCode;
  }

  private void take(Event event) {
    switch (event) {
      case Event.Entered e -> typed.add(e.text());
      case Event.EndOfInput _ -> inputEnded = true;
      case Event.Stop _ -> {
        if (!leaving) {
          leave();
        }
      }
      case Event.Heard e -> {
        hearing.release();
        if (e.visit() == visit && view.heard(e.line())) {
          fetch();
        }
      }
      case Event.Hears e -> {
        if (e.visit() == visit) {
          fetch(); // what was published between the reply to Join and now
        }
      }
      case Event.Answered e -> {
        if (server.isCurrent(e)) {
          answered(e);
        }
      }
    }
  }

  // --- what comes of requests ---

  private void answered(Event.Answered event) {
    if (silence.broken() && event.reply() != null) {
      note("the server answers");
    }
    Message message = event.reply();
    if (message == null) {
      failed(event);
      return;
    }
    try {
      replied(event.request(), ChatCodec.REPLY.decode(message.memory(), 0, message.length()));
    } catch (IpcCorruptException e) {
      exit(1, "this is no chat server: " + e.getMessage());
    }
  }

  private void failed(Event.Answered event) {
    if (event.why() instanceof IpcLinkLostException) {
      if (leaving) {
        exit(0, null);
      } else {
        joinAgain("the connection to the server is lost; looking for it");
      }
    } else {
      exit(1, event.why() == null ? "no reply" : event.why().getMessage());
    }
  }

  private void joinAgain(String why) {
    server.forgetWhatIsOutstanding();
    joining = true;
    joinSent = false;
    fetching = false;
    note(why);
    silence.isKnown();
  }

  private void note(String text) {
    screen.show(paint.note(text));
  }

  // --- what the server replies ---

  private void replied(Request request, Reply reply) {
    switch (reply) {
      case Reply.Joined r -> joined(r);
      case Reply.Done r -> done(request, r.last());
      case Reply.Listed r -> done(paint.note(String.join(", ", r.entries())));
      case Reply.Lines r -> fetched(r);
      case Reply.News r -> news(r);
      case Reply.Refused r -> refused(request, r);
    }
  }

  private void joined(Reply.Joined joined) {
    boolean anew = joined.life() != life;
    boolean moved = ear == null || anew || !joined.room().equals(room);
    ticket = joined.ticket();
    life = joined.life();
    name = joined.name();
    room = joined.room();
    if (anew) {
      heard = 0;
    }
    if (moved) {
      screen.show(paint.note("you are " + name + " in " + room + ", over " + server.transport()));
      listenIn(
          joined.history().isEmpty() ? joined.last() : joined.history().getFirst().number() - 1);
    }
    view.fetched(joined.history(), joined.last());
    if (joining) {
      joining = false;
      server.ask(new Request.Listen(ticket, heard));
      if (deed != null) {
        server.ask(deed.request().apply(ticket)); // again, under its number
      }
    } else {
      deed = null; // it was to go there
    }
  }

  private void listenIn(long before) {
    if (ear != null) {
      ear.close();
    }
    int now = ++visit;
    view = viewAfter(before);
    lastDone = before;
    ear =
        new Hearing(
            ipc,
            room,
            line -> {
              hearing.acquireUninterruptibly();
              events.add(new Event.Heard(now, line));
            },
            () -> events.add(new Event.Hears(now)));
  }

  private void done(Request request, long last) {
    switch (request) {
      case Request.Leave _ -> exit(0, null);
      case Request.Rename r -> {
        name = r.name();
        done("");
      }
      case Request.Say _ -> {
        lastDone = last;
        done("");
      }
      default -> done(deed == null ? "" : deed.shownWhenDone());
    }
  }

  private void done(String shown) {
    deed = null;
    if (!shown.isEmpty()) {
      screen.show(shown);
    }
  }

  private void refused(Request request, Reply.Refused refused) {
    if (refused.reason() == Reply.Reason.UNKNOWN_TICKET && !leaving) {
      joinAgain("the server does not know us any more; joining again");
    } else if (request instanceof Request.Join && joining) {
      if (refused.reason() == Reply.Reason.NAME_TAKEN && ticket != Request.NO_TICKET) {
        name = name + "_"; // somebody was faster while the connection was lost
        joinSent = false;
      } else {
        exit(1, refused.text());
      }
    } else if (leaving) {
      exit(0, null);
    } else {
      done(paint.problem(refused.text()));
    }
  }

  // --- lines ---

  private void fetch() {
    if (!fetching && !joining) {
      fetching = true;
      server.ask(new Request.Fetch(ticket, view.shown()));
    }
  }

  private void fetched(Reply.Lines lines) {
    fetching = false;
    if (lines.room().equals(room)) {
      view.fetched(lines.lines(), lines.last());
    }
  }

  private RoomView viewAfter(long number) {
    return new RoomView(
        line -> screen.show(paint.line(line)),
        missed -> note(missed + " lines missed: the server has them no more"),
        number);
  }

  private void news(Reply.News news) {
    for (Whisper whisper : news.whispers()) {
      if (whisper.number() > heard) {
        heard = whisper.number();
        screen.show(paint.whisper(whisper));
      }
    }
    if (news.room().equals(room) && view.lacks(news.last())) {
      fetch();
    }
    server.ask(new Request.Listen(ticket, heard));
  }

  // --- what is typed ---

  /** Takes the next of what was typed, if the one before is done; leaves when all is said. */
  private void goOn() {
    while (!joining && !leaving && deed == null && exitCode == null && !typed.isEmpty()) {
      typing.release();
      act(Typed.parse(typed.remove()));
    }
    if (inputEnded && !leaving && exitCode == null && (joining ? mayGiveUp() : allSaid())) {
      leave();
    }
  }

  /** Whether everything was said, and seen to be said. */
  private boolean allSaid() {
    return typed.isEmpty() && deed == null && !view.lacks(lastDone);
  }

  /** Whether to leave without a connection: a person may, a script waits for its server. */
  private boolean mayGiveUp() {
    return screen.isInteractive()
        || (ticket != Request.NO_TICKET && typed.isEmpty() && deed == null);
  }

  private void act(Typed what) {
    switch (what) {
      case Typed.Say say -> {
        long number = ++numbers;
        perform(t -> new Request.Say(t, number, say.action(), say.text()), "");
      }
      case Typed.Tell tell -> {
        long number = ++numbers;
        perform(
            t -> new Request.Tell(t, number, tell.to(), tell.text()),
            paint.told(tell.to(), tell.text()));
      }
      case Typed.Nick nick -> {
        long number = ++numbers;
        perform(t -> new Request.Rename(t, number, nick.name()), "");
      }
      case Typed.Join join -> perform(t -> new Request.Join(name, join.room(), t), "");
      case Typed.Who _ -> perform(Request.Who::new, "");
      case Typed.Rooms _ -> perform(Request.Rooms::new, "");
      case Typed.Help _ -> screen.show(Typed.HELP);
      case Typed.Quit _ -> leave();
      case Typed.Mistake mistake -> screen.show(paint.problem(mistake.why()));
      case Typed.Nothing _ -> {}
    }
  }

  private void perform(LongFunction<Request> request, String shownWhenDone) {
    deed = new Deed(request, shownWhenDone);
    server.ask(request.apply(ticket));
  }

  // --- leaving ---

  private void leave() {
    if (joining) {
      int unsaid = typed.size() + (deed == null ? 0 : 1);
      exit(unsaid == 0 ? 0 : 1, unsaid == 0 ? null : unsaid + " lines were not said");
    } else {
      leaving = true;
      if (ear != null) {
        ear.close(); // before the server tells the room
      }
      server.ask(new Request.Leave(ticket));
    }
  }

  private void exit(int code, @Nullable String why) {
    exitCode = code;
    if (why != null) {
      screen.show(paint.problem(why));
    }
  }
}
