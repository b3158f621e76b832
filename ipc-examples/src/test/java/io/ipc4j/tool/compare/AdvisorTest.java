package io.ipc4j.tool.compare;

import static io.ipc4j.tool.compare.Synthetic.question;
import static io.ipc4j.tool.compare.Synthetic.results;
import static io.ipc4j.tool.compare.Synthetic.transport;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipc4j.Ipc;
import io.ipc4j.channel.WaitMode;
import io.ipc4j.config.IpcConfig;
import io.ipc4j.spi.Trait;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AdvisorTest {

  private static final int PROCESSORS = 4;
  private static final TransportReport A = transport("a", Trait.BROADCAST);
  private static final TransportReport B = transport("b", Trait.REMOTE, Trait.UNREAD_SURVIVES);

  private static List<Advice> advise(Question question, List<Result> results) {
    return new Advisor(question, PROCESSORS).advise(List.of(A, B), results);
  }

  private static List<Result> both(double nanosOfA, double nanosOfB) {
    return both(nanosOfA, 1e6, nanosOfB, 1e6);
  }

  private static List<Result> both(
      double nanosOfA, double rateOfA, double nanosOfB, double rateOfB) {
    List<Result> results = new ArrayList<>(results("a", nanosOfA, rateOfA));
    results.addAll(results("b", nanosOfB, rateOfB));
    return results;
  }

  private static List<String> order(List<Advice> advice) {
    return advice.stream().map(a -> (a.fits() ? "" : "not ") + a.transport()).toList();
  }

  @Test
  void oppositeFiguresGiveTheOppositeRanking() {
    assertThat(order(advise(question(), both(1_000, 9_000)))).containsExactly("a", "b");
    assertThat(order(advise(question(), both(9_000, 1_000)))).containsExactly("b", "a");
  }

  @Test
  void whatIsPreferredDecides() {
    List<Result> results = both(1_000, 1e5, 9_000, 3e6);
    Question base = question();
    assertThat(order(advise(base, results))).containsExactly("a", "b");
    Question throughput = new Question(64, 0, 1, false, false, 10, Question.Preference.THROUGHPUT);
    assertThat(order(advise(throughput, results))).containsExactly("b", "a");
    Question cpu = new Question(64, 0, 1, false, false, 10, Question.Preference.CPU);
    assertThat(order(advise(cpu, results))).containsExactly("b", "a");
  }

  @Test
  void whatCanNotBeToldApartIsDecidedByProcessorTime() {
    assertThat(order(advise(question(), both(1_000, 1e6, 1_050, 4e6)))).containsExactly("b", "a");
    assertThat(order(advise(question(), both(1_000, 1e6, 1_200, 4e6)))).containsExactly("a", "b");
  }

  @Test
  void theIdleBudgetDecidesHowToWait() {
    Question generous = new Question(64, 0, 1, false, false, 150, Question.Preference.LATENCY);
    assertThat(advise(generous, both(1_000, 9_000)).getFirst().waiting()).isEqualTo("spin");
    assertThat(advise(question(), both(1_000, 9_000)).getFirst().waiting()).isEqualTo("block");
    Question none = new Question(64, 0, 1, false, false, 0.01, Question.Preference.LATENCY);
    assertThat(order(advise(none, both(1_000, 9_000)))).containsExactly("not a", "not b");
    assertThat(advise(none, both(1_000, 9_000)).getFirst().reasons())
        .contains("block: a waiting receiver uses 0.1 % of a processor, above the 0.0 % allowed");
  }

  @Test
  void moreSpinnersThanProcessorsAreNotRecommended() {
    Question many = new Question(64, 0, PROCESSORS, false, false, 150, Question.Preference.LATENCY);
    assertThat(advise(many, both(1_000, 9_000))).allMatch(a -> a.waiting().equals("block"));
  }

  @Test
  void whatIsNeededRulesOut() {
    List<Result> results = both(1_000, 9_000);
    Question remote = new Question(64, 0, 1, true, false, 10, Question.Preference.LATENCY);
    assertThat(order(advise(remote, results))).containsExactly("b", "not a");
    assertThat(advise(remote, results).getLast().reasons())
        .containsExactly("doesn't reach other machines");
    Question durable = new Question(64, 0, 1, false, true, 10, Question.Preference.LATENCY);
    assertThat(order(advise(durable, results))).containsExactly("b", "not a");
  }

  @Test
  void onlyChildrenOfTheOtherSideAreNoStrangers() {
    TransportReport family =
        new TransportReport("a", "", List.of("cross-process", "child-launcher"), "", "");
    TransportReport addressed =
        new TransportReport("b", "", List.of("cross-process", "remote"), "", "");
    List<Advice> advice =
        new Advisor(question(), PROCESSORS).advise(List.of(family, addressed), both(1_000, 9_000));
    assertThat(order(advice)).containsExactly("b", "not a");
    assertThat(advice.getLast().reasons())
        .containsExactly("joins a process with the children that it starts, not strangers");
  }

  @Test
  void theRateIsComparedWithWhatWasMeasured() {
    Question fast = new Question(64, 2e6, 1, false, false, 10, Question.Preference.LATENCY);
    List<Advice> advice = advise(fast, both(1_000, 1e6, 9_000, 5e6));
    assertThat(order(advice)).containsExactly("b", "not a");
    assertThat(advice.getLast().reasons())
        .contains("block: 1,000,000 messages/s measured, 2,000,000 needed");
  }

  @Test
  void withoutBroadcastEachReceiverCostsAWrite() {
    Question fan = new Question(64, 6e5, 2, false, false, 10, Question.Preference.LATENCY);
    assertThat(order(advise(fan, both(9_000, 1e6, 1_000, 1e6)))).containsExactly("a", "not b");
  }

  @Test
  void sizesInBetweenAreInterpolated() {
    Lane block = new Lane(Lane.QUEUE, WaitMode.BLOCK, false);
    List<Result> own =
        results("a", 1_000, 1e6).stream().filter(r -> r.lane().equals(block)).toList();
    Estimate middle = Estimate.at(own, 2048); // halfway between 2^6 and 2^16
    assertThat(middle.measured()).isFalse();
    assertThat(middle.p50()).isCloseTo(3_000 * Math.sqrt(10), within());
    assertThat(middle.messagesPerSecond()).isCloseTo(1e6 / Math.sqrt(10), within());
    assertThat(Estimate.at(own, 64).p50()).isCloseTo(3_000, within());
    assertThat(Estimate.at(own, 65_536).measured()).isTrue();
    assertThat(Estimate.at(own, 1).p50()).isCloseTo(3_000, within());
    assertThat(Estimate.at(own, 1 << 26).p50()).isGreaterThan(30_000);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1.0);
  }

  @Test
  void whatFailedIsNotRecommended() {
    TransportReport failed = new TransportReport("a", "", A.traits(), "", "its worker hung");
    List<Advice> advice =
        new Advisor(question(), PROCESSORS).advise(List.of(failed, B), both(1_000, 9_000));
    assertThat(order(advice)).containsExactly("b", "not a");
    assertThat(advice.getLast().reasons()).containsExactly("its worker hung");
  }

  @Test
  void theConfigurationIsValid() {
    Question large = new Question(40 << 20, 0, 1, true, false, 10, Question.Preference.LATENCY);
    List<String> lines = advise(large, both(1_000, 9_000)).getFirst().configuration();
    assertThat(lines)
        .containsExactly(
            "ipc.transport=b",
            "ipc.wait=block",
            "ipc.channel.NAME.address=HOST:PORT",
            "ipc.channel.NAME.capacity=512MiB",
            "ipc.channel.NAME.max-message-size=64MiB");
    IpcConfig.Builder config = IpcConfig.builder();
    lines.forEach(line -> config.set(line.split("=", 2)[0], line.split("=", 2)[1]));
    try (Ipc ipc = Ipc.open(config.set("ipc.transport", "inproc").build())) {
      assertThat(ipc.explain().entries()).isNotEmpty();
    }
  }
}
