import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.services.IPropertyManager;
import org.javarosa.core.services.PropertyManager;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.services.properties.IPropertyRules;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormUtils;

/**
 * Walks a form in JavaRosa, one command a line: open FILE, next, answer TEXT, more, end.
 *
 * Each is answered by one line. Fields are parted by tabs and URL-encoded, so that any text fits.
 */
public final class Walker {
    private static final int SELECT_ONE = 2;
    private static final int SELECT_MULTI = 3;
    private static final int RANK = 16;
    private final PrintStream out;
    private FormEntryController controller;

    private Walker(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what JavaRosa prints is no answer
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        PropertyManager.setPropertyManager(new Device());
        Walker walker = new Walker(out);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split("\t", -1);
            try {
                walker.obey(words[0], words.length > 1 ? URLDecoder.decode(words[1], StandardCharsets.UTF_8) : "");
            } catch (Exception | StackOverflowError error) {
                walker.say("ERROR", error.getClass().getSimpleName() + ": " + error.getMessage());
            }
        }
    }

    private void obey(String command, String text) throws Exception {
        switch (command) {
            case "open" -> open(text);
            case "next" -> next();
            case "answer" -> answer(text);
            case "more" -> more();
            case "end" -> end();
            default -> say("ERROR", "no such command: " + command);
        }
    }

    private void open(String file) throws Exception {
        try (FileInputStream stream = new FileInputStream(file)) {
            FormDef form = XFormUtils.getFormFromInputStream(stream);
            form.initialize(true, new InstanceInitializationFactory());
            controller = new FormEntryController(new FormEntryModel(form));
        }
        say("OPEN");
    }

    private void next() {
        int event = controller.stepToNextEvent();
        FormEntryModel model = controller.getModel();
        FormIndex at = model.getFormIndex();
        String ref = at.getReference() == null ? "" : at.getReference().toString(true);
        switch (event) {
            case FormEntryController.EVENT_END_OF_FORM -> say("END_OF_FORM");
            case FormEntryController.EVENT_GROUP -> say("GROUP", ref, model.getCaptionPrompt().getQuestionText());
            case FormEntryController.EVENT_REPEAT -> say("REPEAT", ref, model.getCaptionPrompt().getQuestionText());
            case FormEntryController.EVENT_PROMPT_NEW_REPEAT -> say("PROMPT_NEW_REPEAT", ref);
            case FormEntryController.EVENT_QUESTION -> question(ref, model.getQuestionPrompt());
            default -> say("EVENT " + event, ref);
        }
    }

    private void question(String ref, FormEntryPrompt prompt) {
        List<String> said = new ArrayList<>(List.of("QUESTION", ref));
        said.add(prompt.getQuestionText());
        said.add(prompt.getHelpText());
        IAnswerData value = prompt.getAnswerValue();
        said.add(value == null ? "" : value.uncast().getString());
        said.add(prompt.isRequired() ? "1" : "0");
        said.add(prompt.isReadOnly() ? "1" : "0");
        List<SelectChoice> choices = isSelect(prompt) ? prompt.getSelectChoices() : null;
        for (SelectChoice choice : choices == null ? List.<SelectChoice>of() : choices) {
            said.add(choice.getValue());
            said.add(prompt.getSelectChoiceText(choice));
        }
        say(said.toArray(new String[0]));
    }

    private void answer(String text) {
        FormEntryPrompt prompt = controller.getModel().getQuestionPrompt();
        IAnswerData data = text.isEmpty() ? null : data(prompt, text);
        int verdict = controller.answerQuestion(data, true);
        switch (verdict) {
            case FormEntryController.ANSWER_OK -> say("OK", "");
            case FormEntryController.ANSWER_REQUIRED_BUT_EMPTY -> say("REQUIRED_BUT_EMPTY", "");
            default -> say("CONSTRAINT_VIOLATED", prompt.getConstraintText());
        }
    }

    /** What a widget of Collect would make of it: choices are those offered, the rest is read by its type. */
    private static IAnswerData data(FormEntryPrompt prompt, String text) {
        if (!isSelect(prompt)) {
            return XFormAnswerDataParser.getAnswerData(text, prompt.getDataType(), prompt.getQuestion());
        }
        List<Selection> picked = new ArrayList<>();
        boolean one = prompt.getControlType() == SELECT_ONE; // whose names may hold spaces
        for (String name : one ? new String[] {text} : text.split(" ")) {
            for (SelectChoice choice : prompt.getSelectChoices()) {
                if (choice.getValue().equals(name)) {
                    picked.add(choice.selection());
                    break;
                }
            }
        }
        return switch (prompt.getControlType()) {
            case SELECT_ONE -> new SelectOneData(picked.get(0));
            case RANK -> new MultipleItemsData(picked);
            default -> new SelectMultiData(picked);
        };
    }

    private static boolean isSelect(FormEntryPrompt prompt) {
        int control = prompt.getControlType();
        return control == SELECT_ONE || control == SELECT_MULTI || control == RANK;
    }

    private void more() {
        controller.newRepeat();
        FormIndex at = controller.getModel().getFormIndex();
        say("REPEAT", at.getReference().toString(true), controller.getModel().getCaptionPrompt().getQuestionText());
    }

    private void end() throws Exception {
        FormDef form = controller.getModel().getForm();
        form.postProcessInstance();
        byte[] xml = new XFormSerializingVisitor().serializeInstance(form.getMainInstance());
        say("XML", new String(xml, StandardCharsets.UTF_8));
    }

    private void say(String... words) {
        List<String> line = new ArrayList<>();
        for (String word : words) {
            line.add(URLEncoder.encode(word == null ? "" : word, StandardCharsets.UTF_8));
        }
        out.println(String.join("\t", line));
    }

    /** What a form may ask of the device: the same short words on both sides. */
    private static final class Device implements IPropertyManager {
        @Override
        public String getSingularProperty(String name) {
            return "the " + name;
        }

        @Override
        public List<String> getProperty(String name) {
            return List.of(getSingularProperty(name));
        }

        @Override
        public void setProperty(String name, String value) {}

        @Override
        public void setProperty(String name, List<String> value) {}

        @Override
        public void addRules(IPropertyRules rules) {}

        @Override
        public List<IPropertyRules> getRules() {
            return List.of();
        }
    }
}
