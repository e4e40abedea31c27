import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Writes the example applications from the portraits: {@code java Applications.java PORTRAITS
 * FOLDER}. Nobody in them exists; any likeness is chance.
 */
final class Applications {

  private record Person(
      String familyName,
      String givenNames,
      String nativeName,
      String sex,
      String birthDate,
      String nationality,
      String personalNumber,
      String birthPlace,
      String address) {}

  private static final List<Person> PEOPLE =
      List.of(
          person(
              "WEI",
              "CHENGYU",
              "魏澄宇",
              "M",
              "1991-03-14",
              "CHN",
              "3702",
              "山东省青岛市",
              "朝阳区望京西园四区412号楼3单元1502室"),
          person(
              "OUYANG",
              "RUOXI",
              "欧阳若汐",
              "F",
              "1996-11-02",
              "CHN",
              "4301",
              "湖南省长沙市",
              "海淀区学院路38号院7号楼601室"),
          person(
              "LUO",
              "QIMING",
              "罗启明",
              "M",
              "1984-07-29",
              "CHN",
              "5101",
              "四川省成都市",
              "丰台区方庄芳群园二区9号楼1204室"),
          person(
              "SHANGGUAN",
              "YUNXIU",
              "上官云岫",
              "F",
              "1989-01-21",
              "CHN",
              "6101",
              "陕西省西安市",
              "通州区新华大街118号院5号楼2单元803室"),
          person(
              "ABUDUREXITI",
              "MAIMAITIYIMING WUSHOUER TUERXUNJIANG",
              "阿卜杜热西提·买买提伊明·吾守尔",
              "M",
              "1978-05-06",
              "CHN",
              "6531",
              "新疆维吾尔自治区喀什市",
              "西城区白广路枣林前街27号院1号楼305室"),
          person(
              "CIREN",
              "YANGJIN ZHUOMA",
              "次仁央金卓玛",
              "F",
              "2001-09-17",
              "CHN",
              "5401",
              "西藏自治区拉萨市",
              "朝阳区安贞里二区14号楼908室"),
          person(
              "ZHUGE",
              "SHOUYI",
              "诸葛守义",
              "M",
              "1951-12-30",
              "CHN",
              "3301",
              "浙江省杭州市",
              "东城区和平里七区22号楼4单元501室"),
          person(
              "LIN",
              "XIAOTANG",
              "林小棠",
              "F",
              "2004-02-29",
              "CHN",
              "3502",
              "福建省厦门市",
              "昌平区回龙观龙跃苑三区16号楼2单元1101室"),
          person(
              "GREBENSHCHIKOV-VOZNESENSKY",
              "ALEKSANDR KONSTANTINOVICH",
              "亚历山大·格列边希科夫",
              "M",
              "1987-10-10",
              "RUS",
              "7700",
              "莫斯科",
              "朝阳区建国门外大街19号国际公寓2608室"),
          person(
              "HUANGFU",
              "JINGSHU",
              "皇甫静姝",
              "F",
              "1993-06-18",
              "CHN",
              "4101",
              "河南省郑州市",
              "大兴区亦庄文化园西路8号院31号楼702室"),
          person(
              "BATUERDENI",
              "CHAOGETU",
              "巴图尔德尼·朝格图",
              "M",
              "1982-04-01",
              "CHN",
              "1501",
              "内蒙古自治区呼和浩特市",
              "石景山区八角南路18号院6号楼410室"),
          person(
              "MÜLLER-GRÖẞWALD",
              "ÅSA MARÍA",
              "奥萨·米勒",
              "F",
              "1990-08-08",
              "D",
              "4900",
              "汉堡",
              "朝阳区亮马桥路50号院9号楼1403室"),
          person(
              "TAN",
              "ZIANG",
              "谭子昂",
              "M",
              "1998-12-05",
              "CHN",
              "4401",
              "广东省广州市",
              "海淀区中关村东路66号院甲2号楼1907室"),
          person(
              "DUGU",
              "LANYIN",
              "独孤兰因",
              "F",
              "1947-03-03",
              "CHN",
              "1201",
              "天津市和平区",
              "西城区德胜门外新风街3号院2号楼101室"));

  public static void main(String[] args) throws IOException {
    write(Path.of(args[1], "applications.jsonl"), "residence-permit", Path.of(args[0], "large"));
    write(
        Path.of(args[1], "registrations.jsonl"),
        "residence-registration-card",
        Path.of(args[0], "small"));
  }

  private static void write(Path file, String profile, Path portraits) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < PEOPLE.size(); i++) {
      byte[] portrait =
          Files.readAllBytes(portraits.resolve(String.format("portrait-%02d.jpg", i + 1)));
      lines.add(line(profile, i + 1, PEOPLE.get(i), Base64.getEncoder().encodeToString(portrait)));
    }
    Files.write(file, lines);
  }

  private static String line(String profile, int number, Person p, String portrait) {
    boolean permit = profile.equals("residence-permit");
    StringBuilder data = new StringBuilder();
    for (Map.Entry<String, String> e :
        List.of(
            Map.entry("familyName", p.familyName()),
            Map.entry("givenNames", p.givenNames()),
            Map.entry("nativeName", p.nativeName()),
            Map.entry("sex", p.sex()),
            Map.entry("birthDate", p.birthDate()),
            Map.entry("nationality", p.nationality()),
            Map.entry("personalNumber", p.personalNumber()),
            Map.entry("birthPlace", p.birthPlace()),
            Map.entry("address", p.address()),
            Map.entry("expiryDate", "2036-10-01"))) {
      if (permit || !e.getKey().equals("birthPlace")) {
        data.append(data.isEmpty() ? "" : ",")
            .append(quoted(e.getKey()))
            .append(':')
            .append(quoted(e.getValue()));
      }
    }
    return String.format(
        "{\"id\":\"%s-%04d\",\"profile\":\"%s\",\"data\":{%s},\"attachments\":{\"portrait\":\"%s\"}}",
        permit ? "permit" : "registration", number, profile, data, portrait);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Person person(
      String familyName,
      String givenNames,
      String nativeName,
      String sex,
      String birthDate,
      String nationality,
      String region,
      String birthPlace,
      String address) {
    String number = "UT" + region + birthDate.replace("-", "");
    return new Person(
        familyName,
        givenNames,
        nativeName,
        sex,
        birthDate,
        nationality,
        number,
        birthPlace,
        address);
  }
}
