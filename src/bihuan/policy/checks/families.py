"""The families of checks: the letter a code begins with, and what people call them."""

FAMILIES = {
    "A": "身份证件",
    "B": "家庭结构",
    "C": "填写完整",
    "D": "年龄、在校和劳动",
    "E": "务工",
    "F": "保险和保障",
    "G": "土地和距离",
    "H": "监测和风险",
    "I": "帮扶措施",
    "J": "风险消除",
    "K": "行政村",
    "L": "跨行比对",
}
