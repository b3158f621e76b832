package io.ipc4j.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ipc4j.channel.PeerInfo;
import io.ipc4j.channel.PeerState;
import io.ipc4j.examples.chat.Line.Kind;
import io.ipc4j.examples.chat.Reply.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RulesTest {
  private final Map<String, List<Line>> published = new HashMap<>();
  private final Set<String> slow = new HashSet<>();
  private final Set<PeerInfo> present = new HashSet<>();
  private long now = 1000;
  private final Rules rules = new Rules(this::voice, 3, () -> Instant.ofEpochMilli(now));

  private Room.Voice voice(String room) {
    List<Line> lines = published.computeIfAbsent(room, _ -> new ArrayList<>());
    return new Room.Voice() {
      @Override
      public boolean publish(Line line) {
        return !slow.contains(room) && lines.add(line);
      }

      @Override
      public void close() {
        published.remove(room);
      }
    };
  }

  private PeerInfo peer(long pid) {
    PeerInfo peer =
        new PeerInfo(
            "Client",
            OptionalLong.of(pid),
            OptionalLong.empty(),
            PeerState.ALIVE,
            Instant.ofEpochSecond(pid));
    present.add(peer);
    return peer;
  }

  private final PeerInfo one = peer(1);
  private final PeerInfo two = peer(2);

  private @Nullable Reply ask(PeerInfo from, Request request) {
    return rules.answer(request, from, present);
  }

  private Reply.Joined join(PeerInfo from, String name, String room) {
    Reply reply = ask(from, new Request.Join(name, room, Request.NO_TICKET));
    assertThat(reply).isInstanceOf(Reply.Joined.class);
    return (Reply.Joined) Objects.requireNonNull(reply);
  }

  private void refused(@Nullable Reply reply, Reason reason, String text) {
    assertThat(reply).isInstanceOf(Reply.Refused.class);
    if (reply instanceof Reply.Refused refused) {
      assertThat(refused.reason()).isEqualTo(reason);
      assertThat(refused.text()).contains(text);
    }
  }

  private List<String> texts(String room) {
    return published.getOrDefault(room, List.of()).stream()
        .map(line -> line.kind() + " " + line.who() + " " + line.text())
        .toList();
  }

  @Test
  void aNameBelongsToOneWhoIsThere() {
    join(one, "ann", "lobby");
    refused(ask(two, new Request.Join("ANN", "blue", 0)), Reason.NAME_TAKEN, "ann is here");
    present.remove(one);
    assertThat(join(two, "Ann", "blue").name()).isEqualTo("Ann");
    assertThat(texts("lobby")).containsExactly("JOINED ann ", "LEFT ann connection lost");
  }

  @Test
  void whoeverIsGoneForLongerThanAMomentHasLeft() {
    Reply.Joined ann = join(one, "ann", "lobby");
    present.remove(one);
    rules.lookAround(present);
    now += Rules.GRACE.toMillis() - 1;
    rules.lookAround(present);
    assertThat(texts("lobby")).containsExactly("JOINED ann ");

    PeerInfo again = peer(3);
    Reply back = ask(again, new Request.Join("ann", "lobby", ann.ticket()));
    assertThat(back).isInstanceOf(Reply.Joined.class);
    now += Rules.GRACE.toMillis();
    rules.lookAround(present);
    assertThat(texts("lobby")).containsExactly("JOINED ann ");

    present.remove(again);
    rules.lookAround(present);
    now += Rules.GRACE.toMillis();
    rules.lookAround(present);
    assertThat(texts("lobby")).containsExactly("JOINED ann ", "LEFT ann connection lost");
    refused(ask(again, new Request.Who(ann.ticket())), Reason.UNKNOWN_TICKET, "join");
  }

  @Test
  void whatIsAskedAgainIsNotDoneAgain() {
    long ticket = join(one, "ann", "lobby").ticket();
    Request say = new Request.Say(ticket, 1, false, "once");
    Reply first = ask(one, say);
    assertThat(ask(one, say)).isEqualTo(first).isEqualTo(new Reply.Done(2));
    Request bad = new Request.Rename(ticket, 2, "a b");
    refused(ask(one, bad), Reason.NOT_ALLOWED, "a name is");
    refused(ask(one, bad), Reason.NOT_ALLOWED, "a name is");
    assertThat(texts("lobby")).containsExactly("JOINED ann ", "SAID ann once");
  }

  @Test
  void theHistoryIsBounded() {
    long ticket = join(one, "ann", "lobby").ticket();
    for (int i = 1; i <= 5; i++) {
      ask(one, new Request.Say(ticket, i, i == 5, "line " + i));
    }
    Reply.Joined bob = join(two, "bob", "lobby");
    assertThat(bob.history())
        .extracting(Line::number, Line::kind, Line::text)
        .containsExactly(
            tuple(5L, Kind.SAID, "line 4"),
            tuple(6L, Kind.DID, "line 5"),
            tuple(7L, Kind.JOINED, ""));
    assertThat(bob.last()).isEqualTo(7);
    assertThat(ask(two, new Request.Fetch(bob.ticket(), 6)))
        .isEqualTo(new Reply.Lines("lobby", bob.history().subList(2, 3), 7));
  }

  @Test
  void aWhisperWaitsUntilItWasHeard() {
    long ann = join(one, "ann", "lobby").ticket();
    long bob = join(two, "bob", "blue").ticket();
    assertThat(ask(two, new Request.Listen(bob, 0))).isNull();
    assertThat(ask(one, new Request.Tell(ann, 1, "BOB", "psst"))).isInstanceOf(Reply.Done.class);
    Reply news = rules.news(new Request.Listen(bob, 0), false);
    Whisper psst = new Whisper(1, now, "ann", "psst");
    assertThat(news).isEqualTo(new Reply.News(List.of(psst), "blue", 1));
    assertThat(ask(two, new Request.Listen(bob, 0))).isEqualTo(news);
    assertThat(ask(two, new Request.Listen(bob, 1))).isNull();
    assertThat(published).doesNotContainValue(List.of());
    refused(ask(one, new Request.Tell(ann, 2, "carl", "x")), Reason.NOT_ALLOWED, "nobody here");
    for (int i = 0; i < Member.MAILBOX; i++) {
      ask(one, new Request.Tell(ann, 10 + i, "bob", "x"));
    }
    refused(ask(one, new Request.Tell(ann, 3, "bob", "x")), Reason.NOT_ALLOWED, "mailbox is full");
  }

  @Test
  void whatCouldNotBePublishedIsNewsForAll() {
    long ann = join(one, "ann", "lobby").ticket();
    slow.add("lobby");
    ask(one, new Request.Say(ann, 1, false, "unheard"));
    assertThat(ask(one, new Request.Listen(ann, 0)))
        .isEqualTo(new Reply.News(List.of(), "lobby", 2));
    rules.told();
    assertThat(ask(one, new Request.Listen(ann, 0))).isNull();
    assertThat(rules.news(new Request.Listen(ann, 0), true)).isNotNull();
  }

  @Test
  void movingLeavesTheOldRoom() {
    long ann = join(one, "ann", "lobby").ticket();
    Reply moved = ask(one, new Request.Join("ann", "Blue", ann));
    assertThat(moved).isInstanceOf(Reply.Joined.class);
    assertThat(texts("lobby")).containsExactly("JOINED ann ", "LEFT ann went to blue");
    assertThat(texts("blue")).containsExactly("JOINED ann ");
    assertThat(ask(one, new Request.Rooms(ann)))
        .isEqualTo(new Reply.Listed(List.of("lobby: 0", "blue: 1 (you are here)")));
    assertThat(ask(one, new Request.Who(ann))).isEqualTo(new Reply.Listed(List.of("ann")));
    assertThat(ask(one, new Request.Leave(ann))).isEqualTo(new Reply.Done(2));
    assertThat(texts("blue")).containsExactly("JOINED ann ", "LEFT ann ");
  }

  @Test
  void roomsAreBoundedAndEmptyOnesGiveWay() {
    long ann = join(one, "ann", "room-0").ticket();
    for (int i = 1; i <= 150; i++) {
      assertThat(ask(one, new Request.Join("ann", "room-" + i, ann)))
          .isInstanceOf(Reply.Joined.class);
    }
    assertThat(published).hasSize(100).containsKeys("room-150", "room-149");
    List<PeerInfo> crowd = new ArrayList<>();
    for (int i = 0; i < 99; i++) {
      crowd.add(peer(100 + i));
      join(crowd.get(i), "p" + i, "full-" + i);
    }
    refused(ask(two, new Request.Join("bob", "one-more", 0)), Reason.NOT_ALLOWED, "100 rooms");
  }

  @Test
  void noTextPlaysTricksWithATerminal() {
    long ann = join(one, "ann", "lobby").ticket();
    ask(one, new Request.Say(ann, 1, false, " a\033[31mb\u202ec\nd "));
    assertThat(texts("lobby")).endsWith("SAID ann a [31mb c d");
    refused(ask(one, new Request.Say(ann, 2, false, "\n")), Reason.NOT_ALLOWED, "nothing to say");
    refused(
        ask(one, new Request.Say(ann, 3, false, "x".repeat(2001))),
        Reason.NOT_ALLOWED,
        "at most 2000");
    refused(ask(two, new Request.Join("a\nb", "lobby", 0)), Reason.NOT_ALLOWED, "not: a b");
  }
}
