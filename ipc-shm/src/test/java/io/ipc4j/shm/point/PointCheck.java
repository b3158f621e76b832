package io.ipc4j.shm.point;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads class files, and finds the stores to shared memory and the system calls that no crash point
 * stands before: in the same stretch of straight code, with nothing of the kind in between.
 */
final class PointCheck {
  private static final String POINT = "io/ipc4j/shm/point/CrashPoint";

  /** Through this one all calls go that answer an error number; the handles are in its lambdas. */
  private static final String DOWNCALL = "io/ipc4j/shm/posix/Posix$Downcall";

  private static final Set<String> SEGMENT_STORES =
      Set.of("set", "setAtIndex", "setString", "copyFrom", "copy", "fill");

  private final Set<String> exempt;
  private final List<String> missing = new ArrayList<>();
  private final List<String> pointsUsed = new ArrayList<>();
  private final Set<String> exemptionsUsed = new HashSet<>();
  private int effects;

  /**
   * Begins a check.
   *
   * @param exempt methods, as {@code Class.method}, whose stores go to memory of their own
   */
  PointCheck(Set<String> exempt) {
    this.exempt = exempt;
  }

  /** Checks all classes below a directory. */
  void addAll(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.filter(file -> file.toString().endsWith(".class")).forEach(this::add);
    }
  }

  /** Checks one class. */
  void add(Path file) {
    try {
      ClassModel model = ClassFile.of().parse(file);
      if (!model.thisClass().asInternalName().equals(POINT)) {
        Set<String> lambdas = downcalls(model);
        for (MethodModel method : model.methods()) {
          if (!lambdas.contains(method.methodName().stringValue())) {
            check(model, method);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lambdas that are invoked through {@link #DOWNCALL}, which is itself an effect. */
  private static Set<String> downcalls(ClassModel model) {
    Set<String> found = new HashSet<>();
    for (MethodModel method : model.methods()) {
      for (CodeElement element : code(method)) {
        if (element instanceof InvokeDynamicInstruction made
            && made.typeSymbol().returnType().descriptorString().equals("L" + DOWNCALL + ";")
            && made.bootstrapArgs().get(1) instanceof DirectMethodHandleDesc body) {
          found.add(body.methodName());
        }
      }
    }
    return found;
  }

  private static List<CodeElement> code(MethodModel method) {
    return method.code().map(code -> code.elementList()).orElse(List.of());
  }

  private void check(ClassModel model, MethodModel method) {
    String name = simpleName(model) + '.' + method.methodName().stringValue();
    List<CodeElement> code = code(method);
    Set<Label> joins = joins(code);
    boolean guarded = false;
    for (CodeElement element : code) {
      if (element instanceof LabelTarget target && joins.contains(target.label())) {
        guarded = false;
      } else if (element instanceof FieldInstruction field && isPoint(field)) {
        pointsUsed.add(field.name().stringValue());
      } else if (element instanceof InvokeInstruction call) {
        if (isReach(call)) {
          guarded = true;
        } else if (isEffect(call)) {
          found(name, call, guarded);
          guarded = false;
        }
      }
    }
  }

  private void found(String method, InvokeInstruction call, boolean guarded) {
    if (exempt.contains(method)) {
      exemptionsUsed.add(method);
      return;
    }
    effects++;
    if (!guarded) {
      missing.add(method + ": " + owner(call) + '.' + call.name().stringValue());
    }
  }

  /** Where the code may be entered other than from the line above. */
  private static Set<Label> joins(List<CodeElement> code) {
    Set<Label> found = new HashSet<>();
    for (CodeElement element : code) {
      switch (element) {
        case BranchInstruction branch -> found.add(branch.target());
        case ExceptionCatch handler -> found.add(handler.handler());
        case TableSwitchInstruction table -> addAll(found, table.defaultTarget(), table.cases());
        case LookupSwitchInstruction table -> addAll(found, table.defaultTarget(), table.cases());
        default -> {}
      }
    }
    return found;
  }

  private static void addAll(Set<Label> to, Label other, List<SwitchCase> cases) {
    to.add(other);
    cases.forEach(one -> to.add(one.target()));
  }

  private static boolean isPoint(FieldInstruction field) {
    return field.opcode() == Opcode.GETSTATIC
        && field.owner().asInternalName().equals(POINT)
        && field.typeSymbol().descriptorString().equals("L" + POINT + ";");
  }

  private static boolean isReach(InvokeInstruction call) {
    return owner(call).equals(POINT) && call.name().stringValue().equals("reach");
  }

  private static boolean isEffect(InvokeInstruction call) {
    String name = call.name().stringValue();
    return switch (owner(call)) {
      case "java/lang/invoke/MethodHandle" -> name.startsWith("invoke");
      case "java/lang/invoke/VarHandle" ->
          name.startsWith("set")
              || name.startsWith("getAnd")
              || name.startsWith("compareAnd")
              || name.startsWith("weakCompareAnd");
      case "java/lang/foreign/MemorySegment" -> SEGMENT_STORES.contains(name);
      case DOWNCALL -> true;
      default -> owner(call).startsWith("java/nio/") && name.startsWith("put");
    };
  }

  private static String owner(InvokeInstruction call) {
    return call.owner().asInternalName();
  }

  private static String simpleName(ClassModel model) {
    String name = model.thisClass().asInternalName();
    return name.substring(name.lastIndexOf('/') + 1);
  }

  /** The stores and calls that no point stands before. */
  List<String> missing() {
    return missing;
  }

  /** The points that the code names, as often as it does. */
  List<String> pointsUsed() {
    return pointsUsed;
  }

  /** The exemptions without which something would be missing. */
  Set<String> exemptionsUsed() {
    return exemptionsUsed;
  }

  /** How many stores and calls there are, without those that are exempt. */
  int effects() {
    return effects;
  }
}
